import { type Piece, pieces } from '../detect/tokens.js'
import { schemaFiles } from '../store/sql.js'

/** A view by its name and the statement that makes it. */
export interface View {
  readonly name: string
  readonly sql: string
}

/** A view means the same whoever asks it: the settings that decide about its nulls are part of it. */
const settings =
  'join_use_nulls = 1, aggregate_functions_null_for_empty = 1, prefer_column_name_to_alias = 1'

/** All views of a store: those written for ClickHouse, and the others as SQLite has them. */
export function clusterViews(): View[] {
  const own = viewsIn('clickhouse/views')
  const names = new Set(own.map(({ name }) => name))
  const others = viewsIn('sqlite/views').filter(({ name }) => !names.has(name))
  return [...own, ...others.map(({ name, sql }) => ({ name, sql: fromSqlite(sql) }))].map(
    ({ name, sql }) => ({
      name,
      sql: `CREATE OR REPLACE VIEW ${name} AS\nSELECT * FROM (\n${sql}\n)\nSETTINGS ${settings}`,
    }),
  )
}

function viewsIn(folder: string): View[] {
  const form = /CREATE VIEW (\w+) AS\n([\s\S]*?);\n/g
  return schemaFiles(folder).flatMap((file) =>
    [...file.text.matchAll(form)].map(([, name = '', sql = '']) => ({ name, sql })),
  )
}

/**
 * A view over baselines, findings or the policy in the SQL of ClickHouse. It knows what such views are made of:
 * CROSS JOIN with a condition, the larger of two values, columns without an alias, the time of now.
 */
function fromSqlite(sql: string): string {
  const joined = sql
    .replaceAll(/CROSS JOIN (\w+ AS \w+)(?=\s+ON\b)/g, 'INNER JOIN $1')
    .replaceAll("CAST(strftime('%s', 'now') AS REAL)", 'toUnixTimestamp(now())')
  const all = pieces(joined)
  const aliases = unnamedColumns(all)
  return all
    .map((piece, index) => {
      const alias = aliases.get(index)
      return (alias === undefined ? '' : ` AS ${alias}`) + inClickHouse(all, piece, index)
    })
    .join('')
}

function inClickHouse(all: readonly Piece[], { kind, text }: Piece, index: number): string {
  if (kind === 'word' && all[index + 1]?.text === '(' && severalArguments(all, index + 2)) {
    if (/^max$/i.test(text)) return 'greatest'
    if (/^min$/i.test(text)) return 'least'
  }
  // A plus before a column is a hint for SQLite alone.
  if (text === '+' && /^(SELECT|,|\()$/i.test(textBefore(all, index))) return ''
  return text
}

function textBefore(all: readonly Piece[], index: number): string {
  return all.slice(0, index).findLast(({ kind }) => kind !== 'space')?.text ?? ''
}

function severalArguments(all: readonly Piece[], from: number): boolean {
  let depth = 0
  for (const { text } of all.slice(from)) {
    if (text === '(') depth += 1
    if (text === ')') depth -= 1
    if (depth < 0) return false
    if (depth === 0 && text === ',') return true
  }
  return false
}

/** Where `a.b` stands as a column of a select list: its name, by the place after it. */
function unnamedColumns(all: readonly Piece[]): Map<number, string> {
  const aliases = new Map<number, string>()
  const lists: boolean[] = [false]
  for (const [index, { text }] of all.entries()) {
    if (text === '(') lists.push(false)
    else if (text === ')') lists.pop()
    else if (/^SELECT$/i.test(text)) lists[lists.length - 1] = true
    else if (/^FROM$/i.test(text)) lists[lists.length - 1] = false
    if (lists.at(-1) !== true || all[index - 1]?.text !== '.') continue
    const before = textBefore(all, index - 2)
    const after = all.slice(index + 1).find(({ kind }) => kind !== 'space')?.text ?? ''
    if (/^(SELECT|DISTINCT|,)$/i.test(before) && /^(FROM|,)$/i.test(after)) {
      aliases.set(index + 1, text)
    }
  }
  return aliases
}
