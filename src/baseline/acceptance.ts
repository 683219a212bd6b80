import type Database from 'better-sqlite3'
import { relearn } from './learn.js'
import { activate, nextRevision, type Revision } from './revision.js'
import { type BaselineTable, baselineTables } from './tables.js'

/** A revision that has what was accepted for a time, and the one before it. */
interface Acceptance {
  readonly accepted: number
  readonly base: number
}

/** Has a revision taken back, as far as it differs from the one it was made of, at `expires` in epoch seconds. */
export function acceptUntil(
  db: Database.Database,
  { accepted, base }: Acceptance,
  expires: number,
): void {
  db.prepare('INSERT INTO acceptance VALUES (?, ?, ?, NULL)').run(accepted, base, expires)
}

/**
 * Takes what was accepted for a time that is over out of the active baseline, as a new revision; tells that one. What
 * was learned otherwise meanwhile stays, and a frozen baseline is left as it is until it is thawed.
 */
export function endAcceptances(db: Database.Database): Revision | undefined {
  return db.transaction(() => {
    const active = db
      .prepare(
        'SELECT * FROM baseline AS b WHERE active = 1 AND NOT EXISTS (SELECT 1 FROM baseline WHERE name = b.name AND frozen = 1)',
      )
      .get() as Revision | undefined
    const over = active ? overIn(db, active) : []
    if (!active || over.length === 0) return undefined
    const reason = 'what was accepted for a time'
    const id = nextRevision(db, active, { origin: 'expire', who: 'otsift', reason })
    const end = db.prepare('UPDATE acceptance SET ended = ? WHERE baseline = ?')
    let paces = 0
    for (const each of over) {
      for (const table of baselineTables(db)) {
        const rows = takeBack(db, table, each, id)
        if (table.name === 'interval') paces += rows
      }
      end.run(new Date().toISOString(), each.accepted)
    }
    // What comes out of intervals goes by those that are left.
    if (paces > 0) relearn(db, id)
    return activate(db, id)
  })()
}

/** The acceptances that a revision has and whose time is over, the last one first: each was added to those before. */
function overIn(db: Database.Database, { name, revision }: Revision): Acceptance[] {
  return db
    .prepare(
      `SELECT a.baseline AS accepted, a.base
       FROM acceptance AS a
       JOIN baseline AS b ON b.id = a.baseline
       WHERE a.ended IS NULL AND a.expires <= ? AND b.name = ? AND b.revision <= ? AND b.reverted = 0
       ORDER BY b.revision DESC`,
    )
    .all(Date.now() / 1000, name, revision) as Acceptance[]
}

/** Puts rows back to what they were before they were accepted, where nothing changed them since; tells how many. */
function takeBack(
  db: Database.Database,
  table: BaselineTable,
  { accepted, base }: Acceptance,
  now: number,
): number {
  const name = `baseline_${table.name}`
  const columns = table.columns.map((column) => column.name)
  const keys = table.columns.filter((column) => column.key).map((column) => column.name)
  const has = (baseline: string, on: readonly string[]) =>
    `EXISTS (SELECT 1 FROM ${name} AS o WHERE o.baseline = @${baseline}${on.map((column) => ` AND o.${column} IS t.${column}`).join('')})`
  const list = columns.join(', ')
  // Copied before it changes: what this revision has exactly as it was accepted.
  db.exec('DROP TABLE IF EXISTS temp.taken')
  db.prepare(
    `CREATE TEMP TABLE taken AS
     SELECT ${list} FROM ${name} AS t
     WHERE t.baseline = @now AND ${has('accepted', columns)} AND NOT ${has('base', columns)}`,
  ).run({ now, accepted, base })
  const same = keys.map((key) => `AND k.${key} IS t.${key}`).join(' ')
  const isTaken = `EXISTS (SELECT 1 FROM temp.taken AS k WHERE 1 ${same})`
  const gone = db.prepare(`DELETE FROM ${name} AS t WHERE t.baseline = ? AND ${isTaken}`).run(now)
  const back = db
    .prepare(
      `INSERT OR IGNORE INTO ${name} (baseline, ${list})
     SELECT @now, ${list} FROM ${name} AS t
     WHERE t.baseline = @base AND (${isTaken} OR NOT ${has('accepted', keys)})`,
    )
    .run({ now, accepted, base })
  db.exec('DROP TABLE temp.taken')
  return gone.changes + back.changes
}
