import type Database from 'better-sqlite3'
import { OtsiftError } from '../errors.js'
import type { Detector } from './detector.js'

/** Columns every detector returns. */
const requiredColumns = ['ts_start', 'ts_end', 'sensor', 'client', 'server', 'count']

/** A row of a detector: one moment at which what it looks for is true. */
export type Atom = Readonly<Record<string, number | string | null>>

/** A stretch of time, [since, until) in epoch seconds. */
export interface Interval {
  readonly since: number
  readonly until: number
}

/** Compiles a detector's query; throws `detector` unless it is one SELECT that only reads and returns its columns. */
export function compile(db: Database.Database, detector: Detector): Database.Statement {
  const fail = (what: string) =>
    new OtsiftError('detector', what, 'A detector is one SELECT.', { file: detector.path })
  let query: Database.Statement
  try {
    query = db.prepare(detector.sql)
  } catch (error) {
    throw fail(`${(error as Error).message}.`)
  }
  if (!query.reader || !query.readonly) throw fail('The query writes, or returns nothing.')
  const columns = query.columns().map((column) => column.name)
  const missing = [...requiredColumns, ...detector.dedup].filter((name) => !columns.includes(name))
  if (missing.length > 0) throw fail(`The query does not return ${missing.join(', ')}.`)
  return query
}

/** The values a detector's parameters are bound to. */
export function bindings(
  detector: Detector,
  overrides: Readonly<Record<string, number | string>> = {},
): Record<string, number | string> {
  const values: Record<string, number | string> = {}
  for (const [name, param] of Object.entries(detector.params)) {
    values[name] = overrides[name] ?? param.default
  }
  return values
}

/** The atoms of a detector in an interval. */
export function* atoms(
  query: Database.Statement,
  params: Readonly<Record<string, number | string>>,
  interval: Interval,
): Generator<Atom> {
  for (const row of query.iterate({ ...params, ...interval })) {
    const atom = row as Atom
    const start = Number(atom.ts_start)
    // A detector may look further back than it was asked; what lies outside belongs to another interval.
    if (start >= interval.since && start < interval.until) yield atom
  }
}
