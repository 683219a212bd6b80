import type Database from 'better-sqlite3'
import { statement } from '../store/sql.js'

/** What a finding did, each once: server, unit and function of its atoms, as text. */
export function behaviourOf(
  db: Database.Database,
  finding: { readonly id: string; readonly detector: string },
): string[] {
  return db
    .prepare(statement(import.meta.url, './sql/behaviour.sql'))
    .pluck()
    .all({ id: finding.id, detector: finding.detector }) as string[]
}
