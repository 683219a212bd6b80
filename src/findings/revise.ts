import type Database from 'better-sqlite3'
import { Scratch } from '../detect/scratch.js'
import { statement } from '../store/sql.js'

const dayLength = 86_400
/** Rows of evidence that are told. */
const mostRows = 5
/** States in which nobody has to look at a finding any more. */
const settled: ReadonlySet<string> = new Set(['closed', 'accepted', 'suppressed'])
/** State of a finding that is gone: rows that came later say otherwise, or its detector does. */
const withdrawn = 'withdrawn'

interface Row {
  readonly finding: string
  readonly revision: number | null
  readonly mark: string | null
  readonly told_count: number | null
  readonly told: string | null
  readonly state: string | null
  readonly severity: string | null
  readonly unit: number | null
  readonly count: number
  readonly last_seen: number | null
  readonly joined: 0 | 1
}

/**
 * Writes down what new and changed findings say now, as their next revision, and queues it for the sinks. To
 * be called in the transaction that changed them.
 *
 * Changed are the severity, the state, the unit; that it goes on another day; that its count has doubled, so that a
 * flood is told a few times and not every few seconds; and that it is part of an incident, which is told once.
 */
export function reviseFindings(db: Database.Database, scratch = new Scratch()): number {
  const rows = db.prepare(statement(import.meta.url, './sql/revisions.sql')).iterate()
  const news = scratch.list<Row>()
  for (const row of rows as Iterable<Row>) if (isNews(row, markOf(row))) news.add(row)
  const add = db.prepare('INSERT INTO finding_revision VALUES (?, ?, ?, ?, ?, ?)')
  const queue = db.prepare(statement(import.meta.url, './sql/queue.sql'))
  const teller = tellerOf(db)
  const created = new Date().toISOString()
  let written = 0
  for (const row of news) {
    const told = row.state === null ? gone(row) : teller(row.finding)
    const revision = (row.revision ?? 0) + 1
    add.run(row.finding, revision, created, markOf(row), row.count, JSON.stringify(told))
    queue.run({ finding: row.finding, revision, created, severity: told.severity })
    written += 1
  }
  return written
}

/** What must differ for a finding to have changed. */
function markOf({ state, severity, unit, last_seen }: Row): string {
  if (state === null) return withdrawn
  if (settled.has(state)) return state
  return JSON.stringify([state, severity, unit, Math.floor(Number(last_seen) / dayLength)])
}

function isNews(row: Row, mark: string): boolean {
  // What was settled before anybody was told, need not be told.
  if (row.mark === null) return row.state !== null && !settled.has(row.state)
  if (row.mark !== mark) return true
  return mark.startsWith('[') && (row.joined === 1 || row.count >= 2 * Number(row.told_count))
}

type Told = Readonly<Record<string, unknown>> & { readonly severity: string }

function tellerOf(db: Database.Database): (id: string) => Told {
  const find = db.prepare('SELECT * FROM v_findings WHERE id = ?')
  const rows = db.prepare(
    'SELECT ts, path, line, uid, summary FROM v_evidence WHERE finding = ? ORDER BY ts, path, line LIMIT ?',
  )
  const incident = db.prepare(statement(import.meta.url, './sql/incident-of.sql'))
  return (id) => ({
    ...(find.get(id) as Told),
    incident: incident.get({ finding: id }) ?? null,
    evidence: rows.all(id, mostRows),
  })
}

function gone(row: Row): Told {
  return { ...(JSON.parse(row.told ?? '{}') as Told), state: withdrawn }
}
