import type Database from 'better-sqlite3'
import { statement } from '../store/sql.js'
import { type BaselineColumn, type BaselineTable, baselineTables } from './tables.js'

/**
 * How a measure of two stretches becomes one: added, the larger, the smaller, weighted, or the later.
 * Standard deviations go by both means. */
export type MergeRule = 'add' | 'max' | 'min' | 'mean' | 'deviation' | 'later'

/** Tables whose rows are merged by their own statement. */
const own = new Set(['block'])

/** Names say how a measure merges; the first that fits counts. */
const rules: readonly (readonly [RegExp, MergeRule])[] = [
  [/^(busiest|longest|largest|most|max|high|last|p99|cleared)(_|$)/, 'max'],
  // Something steady or reliable has to be so in both.
  [/^(least|smallest|shortest|min|low|first|p01|steady|reliable)(_|$)/, 'min'],
  [/^(exchanges|exceptions|requests|responses|unanswered|samples|count|n|rows|times)$/, 'add'],
  [/^(intervals|places|squares|hours|days|learned_days|changes)$/, 'add'],
  [/^(controls|commands|transfers|reads|writes|answers|sum|sessions|resets)$/, 'add'],
  [/^deviation$/, 'deviation'],
  [/^(mean|median|period|spread|share|covered)$/, 'mean'],
]

/** Columns that may weigh the others of their row. */
const weights = ['samples', 'exchanges', 'intervals', 'responses', 'count', 'n'] as const

/** How a column of a baseline table merges when a stretch is added. */
export function ruleOf(column: BaselineColumn, table: BaselineTable): MergeRule {
  const rule = rules.find(([pattern]) => pattern.test(column.name))?.[1] ?? 'later'
  if (column.type === 'TEXT') return 'later'
  const weighted = rule === 'mean' || rule === 'deviation'
  return weighted && weightOf(table) === undefined ? 'later' : rule
}

function weightOf(table: BaselineTable): string | undefined {
  return weights.find((name) => table.columns.some((column) => column.name === name))
}

/** Adds what one baseline knows to another; costs what the first one holds, whatever history there is. */
export function mergeInto(db: Database.Database, from: number, into: number): void {
  for (const table of baselineTables(db)) {
    if (own.has(table.name)) continue
    const columns = table.columns.map((column) => column.name)
    const keys = table.columns.filter((column) => column.key).map((column) => column.name)
    const sets = table.columns
      .filter((column) => !column.key)
      .map((column) => `${column.name} = ${merged(column, table)}`)
    const clash = sets.length === 0 ? 'NOTHING' : `UPDATE SET ${sets.join(', ')}`
    db.prepare(
      `INSERT INTO baseline_${table.name} AS b (baseline, ${columns.join(', ')})
       SELECT @into, ${columns.join(', ')} FROM baseline_${table.name} WHERE baseline = @from
       ON CONFLICT (${['baseline', ...keys].join(', ')}) DO ${clash}`,
    ).run({ from, into })
  }
  mergeBlocks(db, from, into)
}

function merged(column: BaselineColumn, table: BaselineTable): string {
  const { name } = column
  const [old, next] = [`b.${name}`, `excluded.${name}`]
  const either = `coalesce(${old}, ${next})`
  const other = `coalesce(${next}, ${old})`
  switch (ruleOf(column, table)) {
    case 'add':
      return `coalesce(${old}, 0) + coalesce(${next}, 0)`
    case 'max':
      return `max(${either}, ${other})`
    case 'min':
      return `min(${either}, ${other})`
    case 'mean':
      return weighted(either, other, other, table)
    case 'deviation': {
      const mean = weighted('b.mean', 'excluded.mean', 'excluded.mean', table)
      const square = (row: string) =>
        `(${row}.${name} * ${row}.${name} + ${row}.mean * ${row}.mean)`
      const squares = weighted(square('b'), square('excluded'), '0', table)
      return `sqrt(max(0, ${squares} - (${mean}) * (${mean})))`
    }
    default:
      return other
  }
}

/** The mean of two values by the samples behind them; `none` where there are none. */
function weighted(old: string, next: string, none: string, table: BaselineTable): string {
  const weight = weightOf(table)
  const all = `(b.${weight} + excluded.${weight})`
  return `CASE WHEN ${all} > 0 THEN (${old} * b.${weight} + ${next} * excluded.${weight}) * 1.0 / ${all} ELSE ${none} END`
}

/** Joins the address ranges of two baselines (or of one with itself) where they overlap or touch. */
export function mergeBlocks(db: Database.Database, from: number, into: number): void {
  const key = 'sensor, protocol, client, server, unit, function_code'
  const rows = db
    .prepare(statement(import.meta.url, './sql/merge-blocks.sql'))
    .all({ from, into }) as Record<string, unknown>[]
  db.prepare('DELETE FROM baseline_block WHERE baseline = ?').run(into)
  const add = db.prepare(
    `INSERT INTO baseline_block (baseline, ${key}, low, high)
     VALUES (@into, @sensor, @protocol, @client, @server, @unit, @function_code, @low, @high)`,
  )
  for (const row of rows) add.run({ ...row, into })
}

/** Takes away a baseline that was only needed for a while. */
export function dropBaseline(db: Database.Database, id: number): void {
  for (const { name } of baselineTables(db)) {
    db.prepare(`DELETE FROM baseline_${name} WHERE baseline = ?`).run(id)
  }
  db.prepare('DELETE FROM baseline WHERE id = ?').run(id)
}
