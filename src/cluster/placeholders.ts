import { replaceParams } from '../detect/tokens.js'
import type { Parameters } from './cluster.js'

/** Bounds of time are broken numbers like the times in the views. */
const times: ReadonlySet<string> = new Set(['since', 'until'])

/** A query with `:name` written as ClickHouse has it, `{name:Type}`; the type is that of the value. */
export function placeholders(sql: string, parameters: Parameters): string {
  return replaceParams(sql, (name) => {
    const value = parameters[name]
    if (value === undefined) return `:${name}`
    return `{${name}:${times.has(name) ? 'Float64' : typeOf(value)}}`
  })
}

function typeOf(value: number | string): string {
  if (typeof value === 'string') return 'String'
  return Number.isSafeInteger(value) ? 'Int64' : 'Float64'
}
