import type Database from 'better-sqlite3'
import { OtsiftError } from '../errors.js'
import { copyTables } from './tables.js'

/** A revision as the table `baseline` has it. */
export interface Revision {
  readonly id: number
  readonly name: string
  readonly revision: number
  readonly active: number
  readonly frozen: number
  readonly from_ts: number
  readonly to_ts: number
  readonly exchanges: number
  readonly created: string
  readonly origin: string
  readonly who: string | null
  readonly reason: string | null
}

/** Who changed a baseline and why. */
export interface Change {
  readonly origin: 'extend' | 'accept' | 'include' | 'expire'
  readonly who?: string | undefined
  readonly reason?: string | undefined
}

/**
 * The revision that a reference means: `NAME`, its newest one that was not reverted; `NAME@REVISION`; or,
 * without a reference, the active one. Throws `usage` where there is none.
 */
export function resolve(db: Database.Database, reference?: string): Revision {
  const found = find(db, reference)
  if (found) return found
  const names = db.prepare('SELECT DISTINCT name FROM baseline ORDER BY name').pluck().all()
  throw new OtsiftError(
    'usage',
    reference === undefined ? 'There is no active baseline.' : `There is no baseline ${reference}.`,
    names.length === 0
      ? 'Learn one with `otsift baseline learn`.'
      : `There are: ${names.join(', ')}; see \`otsift baseline show --all\`.`,
  )
}

function find(db: Database.Database, reference: string | undefined): Revision | undefined {
  if (reference === undefined) {
    return db.prepare('SELECT * FROM baseline WHERE active = 1').get() as Revision | undefined
  }
  const whole = db
    .prepare('SELECT * FROM baseline WHERE name = ? ORDER BY active DESC, reverted, revision DESC')
    .get(reference) as Revision | undefined
  if (whole) return whole
  const [, name, revision] = /^(.+)@(\d+)$/.exec(reference) ?? []
  return db
    .prepare('SELECT * FROM baseline WHERE name = ? AND revision = ?')
    .get(name, Number(revision)) as Revision | undefined
}

/** A copy of a revision as the next one of its name, not active yet. Throws `usage` where it is frozen. */
export function nextRevision(db: Database.Database, base: Revision, change: Change): number {
  requireThawed(db, base.name)
  const id = Number(
    db
      .prepare(
        `INSERT INTO baseline (name, revision, from_ts, to_ts, exchanges, created, origin, who, reason)
         SELECT name, (SELECT max(revision) + 1 FROM baseline WHERE name = base.name), from_ts, to_ts, exchanges,
           @created, @origin, @who, @reason
         FROM baseline AS base WHERE id = @base`,
      )
      .run({
        base: base.id,
        created: new Date().toISOString(),
        origin: change.origin,
        who: change.who ?? null,
        reason: change.reason ?? null,
      }).lastInsertRowid,
  )
  copyTables(db, base.id, id)
  return id
}

/** Throws `usage` unless a name can be told from `today` and from `NAME@REVISION`. */
export function requireName(name: string): void {
  if (/^[\w.-]+$/.test(name) && name !== 'today') return
  throw new OtsiftError(
    'usage',
    `A baseline cannot be called ${JSON.stringify(name)}.`,
    'Use letters, digits, dots, dashes and underscores; today has a meaning of its own.',
  )
}

/** Throws `usage` where a baseline of that name is frozen. */
export function requireThawed(db: Database.Database, name: string): void {
  const frozen = db.prepare('SELECT max(frozen) FROM baseline WHERE name = ?').pluck().get(name)
  if (frozen !== 1) return
  throw new OtsiftError(
    'usage',
    `The baseline ${name} is frozen.`,
    `Use another --name, or \`otsift baseline freeze ${name} --off\`.`,
  )
}

/** Makes a revision the active baseline; detectors judge anew by it. */
export function activate(db: Database.Database, id: number): Revision {
  db.prepare('UPDATE baseline SET active = 0 WHERE active <> 0 AND id <> ?').run(id)
  db.prepare('UPDATE baseline SET active = 1, reverted = 0 WHERE id = ?').run(id)
  return db.prepare('SELECT * FROM baseline WHERE id = ?').get(id) as Revision
}

/** Fixes a baseline, so that nothing changes it, or lets it change again. */
export function freeze(
  db: Database.Database,
  reference: string | undefined,
  on: boolean,
): Revision {
  const found = resolve(db, reference)
  db.prepare('UPDATE baseline SET frozen = 0 WHERE name = ?').run(found.name)
  if (on) db.prepare('UPDATE baseline SET frozen = 1 WHERE id = ?').run(found.id)
  return resolve(db, `${found.name}@${found.revision}`)
}

/** Goes back to the revision before the active one; the one left stays in the store. */
export function revert(db: Database.Database): Revision {
  return db.transaction(() => {
    const now = resolve(db)
    requireThawed(db, now.name)
    const before = db
      .prepare(
        'SELECT id FROM baseline WHERE name = ? AND revision < ? AND reverted = 0 ORDER BY revision DESC LIMIT 1',
      )
      .pluck()
      .get(now.name, now.revision) as number | undefined
    if (before === undefined) {
      throw new OtsiftError(
        'usage',
        `Revision ${now.revision} is the first of ${now.name}.`,
        'There is nothing to go back to.',
      )
    }
    db.prepare('UPDATE baseline SET reverted = 1 WHERE id = ?').run(now.id)
    return activate(db, before)
  })()
}
