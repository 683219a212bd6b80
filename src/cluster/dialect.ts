import { type Piece, pieces } from '../detect/tokens.js'

/** What a query's parameters may be. */
export type Parameters = Readonly<Record<string, number | string>>

/** Bounds of time are broken numbers like the times in the views. */
const times: ReadonlySet<string> = new Set(['since', 'until'])

/**
 * SQL that means in ClickHouse what it means in SQLite: `:name` is written as `{name:Type}`, and a row before the
 * first or after the last one is NULL to `lag` and `lead`, where ClickHouse has 0 or ''.
 */
export function translate(sql: string, parameters: Parameters): string {
  const all = pieces(sql)
  const closing = new Set<number>()
  return all
    .map(({ kind, text }, index) => {
      const before = closing.has(index) ? ')' : ''
      if (kind === 'param') return before + placeholder(text.slice(1), parameters)
      if (text !== '(' || !looksAside(all, index)) return before + text
      closing.add(endOfArgument(all, index + 1))
      return `${before}(toNullable(`
    })
    .join('')
}

function placeholder(name: string, parameters: Parameters): string {
  const value = parameters[name]
  if (value === undefined) return `:${name}`
  return `{${name}:${times.has(name) ? 'Float64' : typeOf(value)}}`
}

/** Whole numbers as short ones: 64 bits have no common type with broken numbers, in a CASE for instance. */
function typeOf(value: number | string): string {
  if (typeof value === 'string') return 'String'
  if (!Number.isSafeInteger(value)) return 'Float64'
  return Math.abs(value) < 2 ** 31 ? 'Int32' : 'Int64'
}

function looksAside(all: readonly Piece[], bracket: number): boolean {
  const word = all[bracket - 1]
  return word?.kind === 'word' && /^(lag|lead)$/i.test(word.text)
}

/** Where the comma or the bracket after an argument is. */
function endOfArgument(all: readonly Piece[], from: number): number {
  let depth = 0
  for (let index = from; index < all.length; index += 1) {
    const { text } = all[index] ?? { text: '' }
    if (depth === 0 && (text === ',' || text === ')')) return index
    if (text === '(') depth += 1
    if (text === ')') depth -= 1
  }
  return all.length
}
