import type { Database } from '../store/database.js'
import type { Desk } from './desk.js'
import { fileNumber } from './spool.js'
import { isState } from './tables.js'

/**
 * Puts what a file learned, found and decided onto the desk of a store that has nothing of the kind yet; false
 * where it has. Copying the same file again changes nothing.
 */
export function copyState(from: Database, desk: Desk): boolean {
  const to = desk.db
  if (!isEmpty(to) && !isSame(from, to)) return false
  const numbers = fileNumbers(from)
  const tables = from
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[]
  to.pragma('foreign_keys = OFF')
  to.transaction(() => {
    for (const table of tables.filter(isState)) {
      const columns = (from.pragma(`table_info(${table})`) as { name: string }[]).map(
        ({ name }) => name,
      )
      const put = to.prepare(
        `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      )
      const file = table === 'evidence' ? columns.indexOf('file') : -1
      const rows = from.prepare(`SELECT * FROM ${table}`).raw().iterate() as Iterable<unknown[]>
      for (const row of rows) {
        if (file >= 0) row[file] = numbers.get(Number(row[file])) ?? row[file]
        put.run(row)
      }
    }
  })()
  to.pragma('foreign_keys = ON')
  return true
}

function isEmpty(db: Database): boolean {
  const { rows } = db
    .prepare(
      'SELECT (SELECT count(*) FROM baseline) + (SELECT count(*) FROM finding) + (SELECT count(*) FROM decision) AS rows',
    )
    .get() as { rows: number }
  return rows === 0
}

/** True where the store has the same baselines and findings: the file was copied before. */
function isSame(from: Database, to: Database): boolean {
  const marks = (db: Database) =>
    JSON.stringify([
      db.prepare('SELECT id, name, revision, created FROM baseline ORDER BY id').all(),
      db.prepare('SELECT id FROM finding ORDER BY id').all(),
    ])
  return marks(from) === marks(to)
}

function fileNumbers(db: Database): ReadonlyMap<number, number> {
  const rows = db
    .prepare('SELECT id, sensor, log, fingerprint, generation FROM ingest_file')
    .raw()
    .all() as [number, string, string, string, number][]
  return new Map(rows.map(([id, ...identity]) => [id, fileNumber(...identity)]))
}
