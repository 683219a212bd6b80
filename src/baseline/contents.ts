import type Database from 'better-sqlite3'
import { resolve } from './revision.js'
import { baselineRows, baselineTables } from './tables.js'

/** A row of what a baseline knows; a unit, a function or an address that stands for any is null. */
export type Known = Readonly<Record<string, unknown>>

/** Tables that the rest of a shown baseline tells already, or that only others are made of. */
const toldElsewhere = new Set([
  'block',
  'channel',
  'excluded',
  'function',
  'interval',
  'poll',
  'timing',
])

/** Everything else that a baseline knows, by table, without the empty ones. */
export function contentsOf(
  db: Database.Database,
  reference?: string,
): Readonly<Record<string, readonly Known[]>> {
  const { id } = resolve(db, reference)
  const told = baselineTables(db).filter(({ name }) => !toldElsewhere.has(name))
  const filled = told.map((table) => [table.name, baselineRows(db, table, id).map(known)] as const)
  return Object.fromEntries(filled.filter(([, rows]) => rows.length > 0))
}

function known(row: Record<string, unknown>): Known {
  return row.unit === -1 ? { ...row, unit: null } : row
}
