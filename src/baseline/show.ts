import type Database from 'better-sqlite3'
import { OtsiftError } from '../errors.js'
import type { Baseline } from './learn.js'
import { type BaselinePoll, pollsOf } from './polls.js'

/** One pair of hosts as a baseline knows it. */
export interface BaselinePair {
  readonly sensor: string
  readonly protocol: string
  readonly client: string
  readonly server: string
  readonly exchanges: number
  readonly functions: readonly BaselineFunction[]
}

/** One function of a pair. */
export interface BaselineFunction {
  readonly unit: number | null
  readonly function_code: number
  readonly sub_function: string
  readonly function: string
  readonly exchanges: number
  readonly share: number
  readonly busiest_minute: number
  /** Address ranges, first to last. */
  readonly blocks: readonly (readonly [number, number])[]
}

/** A baseline in full, for a person to approve. */
export interface BaselineDetail extends Baseline {
  readonly pairs: readonly BaselinePair[]
  readonly polls: readonly BaselinePoll[]
  readonly excluded_functions: readonly Readonly<Record<string, unknown>>[]
}

/** All baselines, newest revision first. */
export function listBaselines(db: Database.Database): Baseline[] {
  return db.prepare('SELECT * FROM v_baseline ORDER BY name, revision DESC').all() as Baseline[]
}

/** One baseline in full: the active one, or the newest revision of a name. Throws `usage` where there is none. */
export function showBaseline(db: Database.Database, name?: string): BaselineDetail {
  const row = db
    .prepare(
      name === undefined
        ? 'SELECT b.id, v.* FROM baseline AS b JOIN v_baseline AS v USING (name, revision) WHERE b.active = 1'
        : 'SELECT b.id, v.* FROM baseline AS b JOIN v_baseline AS v USING (name, revision) WHERE b.name = ? ORDER BY b.revision DESC LIMIT 1',
    )
    .get(...(name === undefined ? [] : [name])) as (Baseline & { id: number }) | undefined
  if (!row) {
    throw new OtsiftError(
      'usage',
      `There is no ${name === undefined ? '' : `${name} `}baseline.`,
      'Learn one with `otsift baseline learn`.',
    )
  }
  const { id, ...baseline } = row
  const channels = db
    .prepare(
      'SELECT * FROM baseline_channel WHERE baseline = ? ORDER BY sensor, protocol, client, server',
    )
    .all(id) as BaselinePair[]
  return {
    ...baseline,
    pairs: channels.map((pair) => ({
      sensor: pair.sensor,
      protocol: pair.protocol,
      client: pair.client,
      server: pair.server,
      exchanges: pair.exchanges,
      functions: functionsOf(db, id, pair),
    })),
    polls: pollsOf(db, id),
    excluded_functions: db
      .prepare('SELECT * FROM baseline_excluded WHERE baseline = ?')
      .all(id) as Readonly<Record<string, unknown>>[],
  }
}

type Key = Pick<BaselinePair, 'sensor' | 'protocol' | 'client' | 'server' | 'exchanges'>

function functionsOf(db: Database.Database, baseline: number, pair: Key): BaselineFunction[] {
  const where = 'baseline = ? AND sensor = ? AND protocol = ? AND client = ? AND server = ?'
  const key = [baseline, pair.sensor, pair.protocol, pair.client, pair.server] as const
  const rows = db
    .prepare(
      `SELECT f.*, coalesce(s.name, c.name, 'unknown-' || f.function_code) AS function
       FROM baseline_function AS f
       LEFT JOIN function_code AS c ON c.protocol = f.protocol AND c.code = f.function_code AND c.sub_function = ''
       LEFT JOIN function_code AS s ON s.protocol = f.protocol AND s.code = f.function_code AND s.sub_function = f.sub_function
       WHERE ${where.replaceAll(/\b(baseline|sensor|protocol|client|server) =/g, 'f.$1 =')}
       ORDER BY f.unit, f.function_code, f.sub_function`,
    )
    .all(...key) as (Omit<BaselineFunction, 'unit'> & { unit: number })[]
  const blocks = db.prepare(
    `SELECT low, high FROM baseline_block WHERE ${where} AND unit = ? AND function_code = ? ORDER BY low`,
  )
  return rows.map((row) => ({
    unit: row.unit === -1 ? null : row.unit,
    function_code: row.function_code,
    sub_function: row.sub_function,
    function: row.function,
    exchanges: row.exchanges,
    share: pair.exchanges === 0 ? 0 : row.exchanges / pair.exchanges,
    busiest_minute: row.busiest_minute,
    blocks: blocks.raw().all(...key, row.unit, row.function_code) as [number, number][],
  }))
}
