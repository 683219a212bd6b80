import type Database from 'better-sqlite3'
import { learnStretch, relearn, type Stretch } from '../baseline/learn.js'
import { dropBaseline, mergeInto } from '../baseline/merge.js'
import { type BaselineTable, baselineTables } from '../baseline/tables.js'
import { dimensions } from '../detect/merge.js'
import type { Decided } from './decide.js'
import type { LearnedBehaviour } from './learned-by.js'

const hourLength = 3600
/** Parts of a key that are a measure of it: a period is learned or replaced with all of its bins. */
const spread = new Set(['bin', 'phase'])

/**
 * Learns what a finding is about from its own hours, and brings that into a baseline. Tells how many rows of the
 * baseline came, changed or went.
 */
export function acceptLearned(
  db: Database.Database,
  baseline: number,
  finding: Decided,
  behaviour: LearnedBehaviour,
): number {
  const hours = learnStretch(db, 'accepted ', hoursOf(db, finding))
  const tables = baselineTables(db)
  const changed = tables
    .filter((table) => keepOnly(db, hours, table, finding, behaviour))
    .map((table) => makeRoom(db, hours, baseline, table, finding, behaviour))
    .reduce((sum, rows) => sum + rows, 0)
  mergeInto(db, hours, baseline)
  dropBaseline(db, hours)
  if (behaviour.measure) takeMeasure(db, baseline, finding, behaviour.measure)
  relearn(db, baseline)
  return changed
}

/** The whole hours a finding lies in: values and the order of requests are known by hour. */
function hoursOf(db: Database.Database, { id, detector }: Decided): Stretch {
  const { first, last } = db
    .prepare(
      'SELECT min(ts_start) AS first, max(ts_end) AS last FROM finding_atom WHERE detector = ? AND finding = ?',
    )
    .get(detector, id) as { first: number; last: number }
  const from = Math.floor(first / hourLength) * hourLength
  return { from, to: Math.max(from + hourLength, Math.ceil(last / hourLength) * hourLength) }
}

/** Takes out of what the hours show all that the finding is not about; true where something may be left. */
function keepOnly(
  db: Database.Database,
  hours: number,
  table: BaselineTable,
  finding: Decided,
  { tables }: LearnedBehaviour,
): boolean {
  const name = `baseline_${table.name}`
  if (!tables.includes(table.name)) {
    db.prepare(`DELETE FROM ${name} WHERE baseline = ?`).run(hours)
    return false
  }
  const { where, values } = about(table, finding)
  db.prepare(`DELETE FROM ${name} WHERE baseline = ? AND NOT (${where})`).run(hours, ...values)
  // A few hours say nothing about what can be relied on: that stays as it was learned.
  for (const column of table.columns) {
    if (/^(steady|reliable)/.test(column.name))
      db.prepare(`UPDATE ${name} SET ${column.name} = 1 WHERE baseline = ?`).run(hours)
  }
  return true
}

/** Rows that are there for the hosts of a finding, as far as a table and the finding name them. */
function about(table: BaselineTable, finding: Decided) {
  const names = dimensions.filter(
    (name) => finding[name] !== null && table.columns.some((column) => column.name === name),
  )
  return {
    where: ['1', ...names.map((name) => `${name} = ?`)].join(' AND '),
    values: names.map((name) => finding[name]),
  }
}

/** Takes away what the hours replace, or have no more; tells the rows that come or go. */
function makeRoom(
  db: Database.Database,
  hours: number,
  baseline: number,
  table: BaselineTable,
  finding: Decided,
  { how }: LearnedBehaviour,
): number {
  const name = `baseline_${table.name}`
  const count = db.prepare(`SELECT count(*) FROM ${name} WHERE baseline = ?`).pluck()
  const coming = Number(count.get(hours))
  if (how === 'add') return coming
  const keys = table.columns
    .filter((column) => column.key && !spread.has(column.name))
    .map((column) => `h.${column.name} = ${name}.${column.name}`)
  const seen = `EXISTS (SELECT 1 FROM ${name} AS h WHERE h.baseline = ? AND ${keys.join(' AND ')})`
  if (how === 'replace') {
    return db.prepare(`DELETE FROM ${name} WHERE baseline = ? AND ${seen}`).run(baseline, hours)
      .changes
  }
  const { where, values } = about(table, finding)
  const gone = db
    .prepare(`DELETE FROM ${name} WHERE baseline = ? AND ${where} AND NOT ${seen}`)
    .run(baseline, ...values, hours).changes
  db.prepare(`DELETE FROM ${name} WHERE baseline = ?`).run(hours)
  return gone
}

function takeMeasure(
  db: Database.Database,
  baseline: number,
  finding: Decided,
  { table, column, fact }: NonNullable<LearnedBehaviour['measure']>,
): void {
  const largest = db
    .prepare(
      'SELECT max(json_extract(facts, ?)) FROM finding_atom WHERE detector = ? AND finding = ?',
    )
    .pluck()
    .get(`$.${fact}`, finding.detector, finding.id)
  db.prepare(
    `UPDATE baseline_${table} SET ${column} = max(${column}, ?)
     WHERE baseline = ? AND sensor = ? AND protocol = ? AND client = ? AND server = ?`,
  ).run(largest, baseline, finding.sensor, finding.protocol, finding.client, finding.server)
}
