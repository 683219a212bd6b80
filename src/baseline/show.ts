import type Database from 'better-sqlite3'
import { statement } from '../store/sql.js'
import { type Baseline, baselineOf, type Stretch } from './learn.js'
import { type BaselinePoll, pollsOf } from './polls.js'
import { resolve } from './revision.js'
import { baselineTables } from './tables.js'

/** One pair of hosts as a baseline knows it. */
export interface BaselinePair {
  readonly sensor: string
  readonly protocol: string
  readonly client: string
  readonly server: string
  readonly exchanges: number
  readonly functions: readonly BaselineFunction[]
}

/** One function of a pair. */
export interface BaselineFunction {
  readonly unit: number | null
  readonly function_code: number
  readonly sub_function: string
  readonly function: string
  readonly exchanges: number
  readonly share: number
  readonly busiest_minute: number
  /** Address ranges, first to last. */
  readonly blocks: readonly (readonly [number, number])[]
}

/** A baseline in full, for a person to approve. */
export interface BaselineDetail extends Baseline {
  readonly pairs: readonly BaselinePair[]
  readonly polls: readonly BaselinePoll[]
  /** Rows it has, by table. */
  readonly rows: Readonly<Record<string, number>>
  /** Functions with fewer than 20 samples: too few for their share and their times. */
  readonly thin: readonly ThinKey[]
  /** What the poison guard kept out. */
  readonly excluded_functions: readonly ExcludedFunction[]
  /** Findings of high or critical within the learned stretch: was it as normal as it was called? */
  readonly found_while_learning: readonly LearnedFinding[]
}

/** A function with few samples. */
interface ThinKey {
  readonly sensor: string
  readonly protocol: string
  readonly client: string
  readonly server: string
  readonly unit: number | null
  readonly function_code: number
  readonly sub_function: string
  readonly exchanges: number
}

/** A behaviour that was kept out, and the command that includes it. */
interface ExcludedFunction extends ThinKey {
  readonly function: string
  readonly reason: string
  readonly command: string
}

/** A finding that lies within the learned stretch. */
interface LearnedFinding {
  readonly id: string
  readonly detector: string
  readonly severity: string
  readonly message: string
}

/** All baselines, newest revision first. */
export function listBaselines(db: Database.Database): Baseline[] {
  return db.prepare('SELECT * FROM v_baseline ORDER BY name, revision DESC').all() as Baseline[]
}

/** One baseline in full: the active one, or the one a reference means. Throws `usage` where there is none. */
export function showBaseline(db: Database.Database, reference?: string): BaselineDetail {
  const { id, name, revision } = resolve(db, reference)
  const baseline = baselineOf(db, id)
  const channels = db
    .prepare(
      'SELECT * FROM baseline_channel WHERE baseline = ? ORDER BY sensor, protocol, client, server',
    )
    .all(id) as BaselinePair[]
  return {
    ...baseline,
    pairs: channels.map((pair) => ({
      sensor: pair.sensor,
      protocol: pair.protocol,
      client: pair.client,
      server: pair.server,
      exchanges: pair.exchanges,
      functions: functionsOf(db, id, pair),
    })),
    polls: pollsOf(db, id),
    rows: rowCounts(db, id),
    thin: db
      .prepare(
        `SELECT sensor, protocol, client, server, unit, function_code, sub_function, exchanges
         FROM v_baseline_thin WHERE baseline = ? AND revision = ? ORDER BY exchanges, client, server`,
      )
      .all(name, revision) as ThinKey[],
    excluded_functions: excluded(db, name, revision),
    found_while_learning: foundWhileLearning(db, { from: baseline.from_ts, to: baseline.to_ts }),
  }
}

/** Findings of high or critical within a stretch that was or will be learned. */
export function foundWhileLearning(db: Database.Database, { from, to }: Stretch): LearnedFinding[] {
  const query = db.prepare(statement(import.meta.url, './sql/found-while-learning.sql'))
  return query.all({ from, to }) as LearnedFinding[]
}

function rowCounts(db: Database.Database, id: number): Record<string, number> {
  return Object.fromEntries(
    baselineTables(db).map(({ name }) => [
      name,
      db
        .prepare(`SELECT count(*) FROM baseline_${name} WHERE baseline = ?`)
        .pluck()
        .get(id) as number,
    ]),
  )
}

function excluded(db: Database.Database, name: string, revision: number): ExcludedFunction[] {
  const rows = db
    .prepare(
      `SELECT sensor, protocol, client, server, unit, function_code, sub_function, function, exchanges, reason
       FROM v_baseline_excluded WHERE baseline = ? AND revision = ?
       ORDER BY sensor, protocol, client, server, unit, function_code, sub_function`,
    )
    .all(name, revision) as Omit<ExcludedFunction, 'command'>[]
  return rows.map((row) => ({ ...row, command: includeCommand(row) }))
}

/** The command that includes what was kept out, safe to paste: names come from logs. */
function includeCommand(row: Omit<ExcludedFunction, 'command'>): string {
  const sub = row.sub_function === '' ? '' : `:${row.sub_function}`
  const what = [`${row.protocol}:${row.function_code}${sub}`, row.client, row.server].map(quoted)
  return `otsift baseline include ${what[0]} --client ${what[1]} --server ${what[2]} --reason TEXT`
}

function quoted(word: string): string {
  return /^[\w.:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

type Key = Pick<BaselinePair, 'sensor' | 'protocol' | 'client' | 'server' | 'exchanges'>

function functionsOf(db: Database.Database, baseline: number, pair: Key): BaselineFunction[] {
  const where = 'baseline = ? AND sensor = ? AND protocol = ? AND client = ? AND server = ?'
  const key = [baseline, pair.sensor, pair.protocol, pair.client, pair.server] as const
  const rows = db
    .prepare(
      `SELECT f.*, coalesce(s.name, c.name, 'unknown-' || f.function_code) AS function
       FROM baseline_function AS f
       LEFT JOIN function_code AS c ON c.protocol = f.protocol AND c.code = f.function_code AND c.sub_function = ''
       LEFT JOIN function_code AS s ON s.protocol = f.protocol AND s.code = f.function_code AND s.sub_function = f.sub_function
       WHERE ${where.replaceAll(/\b(baseline|sensor|protocol|client|server) =/g, 'f.$1 =')}
       ORDER BY f.unit, f.function_code, f.sub_function`,
    )
    .all(...key) as (Omit<BaselineFunction, 'unit'> & { unit: number })[]
  const blocks = db.prepare(
    `SELECT low, high FROM baseline_block WHERE ${where} AND unit = ? AND function_code = ? ORDER BY low`,
  )
  return rows.map((row) => ({
    unit: row.unit === -1 ? null : row.unit,
    function_code: row.function_code,
    sub_function: row.sub_function,
    function: row.function,
    exchanges: row.exchanges,
    share: pair.exchanges === 0 ? 0 : row.exchanges / pair.exchanges,
    busiest_minute: row.busiest_minute,
    blocks: blocks.raw().all(...key, row.unit, row.function_code) as [number, number][],
  }))
}
