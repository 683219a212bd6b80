import type Database from 'better-sqlite3'
import { type Baseline, baselineOf } from './learn.js'
import { activate, nextRevision, resolve } from './revision.js'
import { baselineRows, baselineTables } from './tables.js'

/**
 * Puts the active baseline of one database into that of another as a new revision: what the sensors of the
 * first have learned takes the place of what was known of them, and other sensors stay as they are.
 */
export function publish(from: Database.Database, to: Database.Database): Baseline {
  const learned = resolve(from)
  const sensors = from.prepare('SELECT DISTINCT sensor FROM log_minute').pluck().all() as string[]
  return to.transaction(() => {
    const id = nextOf(to, learned.name)
    for (const table of baselineTables(to)) {
      const drop = to.prepare(
        `DELETE FROM baseline_${table.name} WHERE baseline = ? AND sensor = ?`,
      )
      for (const sensor of sensors) drop.run(id, sensor)
      const names = ['baseline', ...table.columns.map((column) => column.name)]
      const add = to.prepare(
        `INSERT INTO baseline_${table.name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      )
      for (const row of baselineRows(from, table, learned.id)) {
        add.run(id, ...table.columns.map((column) => row[column.name]))
      }
    }
    to.prepare(
      `UPDATE baseline SET
         from_ts = min(from_ts, @from_ts),
         to_ts = max(to_ts, @to_ts),
         exchanges = (SELECT coalesce(sum(exchanges), 0) FROM baseline_channel WHERE baseline = @id)
       WHERE id = @id`,
    ).run({ id, from_ts: learned.from_ts, to_ts: learned.to_ts })
    activate(to, id)
    return baselineOf(to, id)
  })()
}

/** The next revision of a name, with what the one before has; an empty one where there is none. */
function nextOf(db: Database.Database, name: string): number {
  const known = db.prepare('SELECT 1 FROM baseline WHERE name = ?').get(name)
  if (known !== undefined) {
    const id = nextRevision(db, resolve(db, name), { origin: 'extend' })
    db.prepare("UPDATE baseline SET origin = 'learn' WHERE id = ?").run(id)
    return id
  }
  return Number(
    db
      .prepare(
        'INSERT INTO baseline (name, revision, from_ts, to_ts, exchanges, created) VALUES (?, 1, 1e12, 0, 0, ?)',
      )
      .run(name, new Date().toISOString()).lastInsertRowid,
  )
}
