import { stringify } from 'yaml'
import { applyPolicy } from '../config/apply.js'
import { parsePolicy } from '../config/load.js'
import { FactWriter } from '../count/write.js'
import { Checkpoints } from '../ingest/checkpoint.js'
import { workOutSite } from '../site/work-out.js'
import type { Database } from '../store/database.js'
import { openStore } from '../store/database.js'
import { StoreLedger } from '../store/ledger.js'
import { type Detector, type DetectorCase, type Level, worse } from './detector.js'
import { connectionOf, messageOf } from './exchange.js'
import { judge, verdictOf } from './judge.js'
import type { MinuteAtom } from './merge.js'
import { bindings } from './query.js'
import { Scratch } from './scratch.js'

/** The moment `at: 0` of a case stands for: the beginning of an hour. */
export const caseStart = 1_700_006_400
/** A case may reach this many seconds before and after its start. */
const caseReach = 30 * 86_400

const roleKeys: Readonly<Record<string, string>> = {
  client: 'clients',
  writer: 'writers',
  workstation: 'workstations',
}

/** What a case came to. */
export interface CaseResult {
  readonly detector: string
  readonly name: string
  /** What is wrong; empty when the case holds. */
  readonly problems: readonly string[]
}

type Row = Readonly<Record<string, unknown>>

/** Runs every case in a detector's header through the real store. */
export function runCases(detector: Detector): CaseResult[] {
  return caseResults(detector, (one) => runCase(detector, one))
}

/** What every case of a detector came to, as `problems` tells. */
export function caseResults(
  detector: Detector,
  problems: (one: DetectorCase) => readonly string[],
): CaseResult[] {
  return Object.entries(detector.tests).map(([name, one]) => ({
    detector: detector.id,
    name,
    problems: problems(one),
  }))
}

function runCase(detector: Detector, one: DetectorCase): string[] {
  const db = caseStore(one)
  try {
    const interval = { since: caseStart - caseReach, until: caseStart + caseReach }
    const params = bindings(detector, one.params)
    const job = { detector, params, intervals: [interval] }
    const { found, failure } = verdictOf(judge(db, job), new Scratch().list())
    if (failure !== undefined) return [failure]
    const standing = [...found].filter(({ why }) => why === undefined)
    return compare(sumByFinding(standing), one.expect ?? [])
  } finally {
    db.close()
  }
}

/** As findings do it: the facts of the first atom, the worst level, all counts. */
function sumByFinding(atoms: readonly MinuteAtom[]): Row[] {
  const sums = new Map<string, Row & { count: number; level: Level }>()
  for (const atom of atoms.toSorted((a, b) => a.ts_start - b.ts_start)) {
    const { facts, level, count } = atom
    const known = sums.get(atom.finding) ?? { ...facts, level, count: 0 }
    const sum = { ...known, level: worse(known.level, level), count: known.count + count }
    sums.set(atom.finding, sum)
  }
  return [...sums.values()]
}

/** Each expected row must match one found row in all it names, and none may be left over. */
function compare(found: readonly Row[], expected: readonly Row[]): string[] {
  const left = [...found]
  const problems: string[] = []
  for (const want of expected) {
    const index = left.findIndex((row) =>
      Object.entries(want).every(([name, value]) => row[name] === value),
    )
    if (index < 0) problems.push(`not found: ${JSON.stringify(want)}`)
    else left.splice(index, 1)
  }
  return [...problems, ...left.map((row) => `not expected: ${JSON.stringify(row)}`)]
}

/** A store in memory with the rows, the baseline and the policy of a case. */
export function caseStore(one: DetectorCase): Database {
  const db = openStore(':memory:')
  fill(db, one)
  return db
}

function fill(db: Database, one: DetectorCase): void {
  const writer = new FactWriter(new StoreLedger(db))
  new Checkpoints(db).add({ sensor: 'default', log: 'case', fingerprint: '' }, 0, 'case')
  let line = 0
  for (const row of one.rows ?? []) {
    for (let time = 0; time < Number(row.times ?? 1); time += 1) {
      line += 1
      const at = caseStart + Number(row.at ?? 0) + time * Number(row.every ?? 0)
      write(writer, row, at, line, time)
    }
  }
  writer.flush()
  fillBaseline(db, one.baseline)
  if (one.policy) applyPolicy(db, parsePolicy('policy', stringify(policyOf(one.policy))))
  workOutSite(db)
}

/** A policy as in its file; a role may be named like the need of a detector: client for clients. */
function policyOf(policy: Row): Row {
  const named = Object.entries(policy).map(([key, value]) => [roleKeys[key] ?? key, value])
  return Object.fromEntries(named) as Row
}

function write(writer: FactWriter, row: Row, ts: number, line: number, time: number): void {
  const sensor = String(row.sensor ?? 'default')
  const table = row.table === undefined ? undefined : String(row.table)
  writer.count(sensor, table ?? String(row.log ?? row.protocol ?? 'modbus'), ts)
  if (table === undefined) {
    writer.message(1, { sensor, line, message: messageOf(row, ts, time) })
    return
  }
  writer.row(1, { sensor, line, table, ...connectionOf(table, row, ts) })
}

function fillBaseline(db: Database, baseline: DetectorCase['baseline']): void {
  if (!baseline) return
  db.prepare(
    "INSERT INTO baseline (id, name, revision, active, from_ts, to_ts, exchanges, created) VALUES (1, 'case', 1, 1, 0, 1, 0, '')",
  ).run()
  for (const [table, rows] of Object.entries(baseline)) {
    const columns = db.pragma(`table_info(baseline_${table})`) as { name: string; type: string }[]
    const insert = db.prepare(
      `INSERT INTO baseline_${table} VALUES (${columns.map(() => '?').join(', ')})`,
    )
    for (const row of rows) {
      insert.run(columns.map(({ name, type }) => baselineValue(row, name, type)))
    }
  }
}

function baselineValue(row: Row, name: string, type: string): unknown {
  if (name === 'baseline') return 1
  if (name in row) return row[name]
  if (name === 'sensor') return 'default'
  if (name === 'unit') return -1
  return type === 'TEXT' ? '' : 0
}
