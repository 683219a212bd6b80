import type Database from 'better-sqlite3'

/** The detectors that were not evaluated, why, and what would change that. */
export function notEvaluated(
  db: Database.Database,
): readonly (readonly [string, string, string])[] {
  return db
    .prepare(
      "SELECT detector, reason, remedy FROM v_coverage WHERE status <> 'evaluated' ORDER BY detector",
    )
    .raw()
    .all() as [string, string, string][]
}
