import type Database from 'better-sqlite3'
import { type Level, levels } from '../detect/detector.js'
import { OtsiftError } from '../errors.js'
import { currentUser, type Decider, decide, findFinding } from './decide.js'

/** Which findings are hidden; what is not given stands for any. */
export interface Scope {
  readonly detector?: string | undefined
  readonly client?: string | undefined
  readonly server?: string | undefined
  readonly unit?: number | undefined
  readonly address?: number | undefined
}

/** Who hides findings, why, until when, and up to which severity. */
export interface Suppressor extends Decider {
  /** Epoch seconds; without it for good. */
  readonly expires?: number | undefined
  readonly severity?: Level | undefined
}

/** Hides one finding until its behaviour changes. */
export function suppressFinding(db: Database.Database, id: string, by: Suppressor): void {
  const finding = findFinding(db, id)
  db.transaction(() => {
    decide(db, finding, 'suppressed', by)
    add(db, {}, finding.id, { ...by, severity: by.severity ?? finding.severity })
  })()
}

/** Hides every finding within a scope, those to come as well. Throws `usage` for a scope of everything. */
export function suppressScope(db: Database.Database, scope: Scope, by: Suppressor): number {
  if (Object.values(scope).every((value) => value === undefined)) {
    throw new OtsiftError(
      'usage',
      'That would hide everything.',
      'Name findings, or --detector, --client, --server, --unit or --address.',
    )
  }
  return add(db, scope, null, by)
}

/** Ends a suppression; what it hid is seen again. */
export function endSuppression(db: Database.Database, id: number): void {
  const ended = db
    .prepare('UPDATE suppression SET ended = ? WHERE id = ? AND ended IS NULL')
    .run(new Date().toISOString(), id)
  if (ended.changes === 1) return
  throw new OtsiftError(
    'usage',
    `There is no suppression ${id} in force.`,
    'See `otsift findings suppressions`.',
  )
}

function add(db: Database.Database, scope: Scope, finding: string | null, by: Suppressor): number {
  const row = db
    .prepare(
      `INSERT INTO suppression (finding, detector, client, server, unit, address, severity, reason, who, created, expires)
       VALUES (@finding, @detector, @client, @server, @unit, @address, @severity, @reason, @who, @created, @expires)`,
    )
    .run({
      finding,
      detector: scope.detector ?? null,
      client: scope.client ?? null,
      server: scope.server ?? null,
      unit: scope.unit ?? null,
      address: scope.address ?? null,
      severity: by.severity ?? levels.at(-1),
      reason: by.reason,
      who: by.who ?? currentUser(),
      created: new Date().toISOString(),
      expires: by.expires ?? null,
    })
  return Number(row.lastInsertRowid)
}
