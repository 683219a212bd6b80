import { unescapeText } from './escape.js'
import type { Header } from './header.js'
import { parseTime } from './time.js'

/** One parsed line: the fields of a TSV row, or a JSON object. */
export type Row = readonly string[] | Readonly<Record<string, unknown>>

/** Reads one column out of a row; `undefined` means unset, never 0 or false. */
export type Read<T> = (row: Row) => T | undefined

/** A line that has the right form but a value that cannot be what its column says. */
export class FieldError extends Error {}

/** Binds columns by name, so that a log type is written once for TSV and JSON. */
export interface Columns {
  /** True when the column is known to be there; JSON has no header, so there it is always true. */
  has(name: string): boolean
  text(name: string): Read<string>
  /** A count, port or double. Throws FieldError for what is no number or beyond 2^53. */
  number(name: string): Read<number>
  /** A count: a whole number from 0 on. Throws FieldError for what is none. */
  count(name: string): Read<number>
  time(name: string): Read<number>
  bool(name: string): Read<boolean>
  /** A vector or set of numbers; unset elements are null. */
  numbers(name: string): Read<(number | null)[]>
  /** A vector or set of texts; unset elements are null. */
  texts(name: string): Read<(string | null)[]>
}

function toNumber(name: string, text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value))
    throw new FieldError(`${name} is no number: ${text.slice(0, 40)}`)
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
    throw new FieldError(`${name} is too large: ${text}`)
  return value
}

function toCount(name: string, text: string): number {
  const value = toNumber(name, text)
  if (value < 0 || !Number.isInteger(value)) throw new FieldError(`${name} is no count: ${text}`)
  return value
}

function toTime(name: string, value: string | number): number {
  const seconds = parseTime(value)
  if (seconds === undefined)
    throw new FieldError(`${name} is no time: ${String(value).slice(0, 40)}`)
  return seconds
}

function toBool(name: string, value: unknown): boolean {
  if (value === true || value === 'T') return true
  if (value === false || value === 'F') return false
  throw new FieldError(`${name} is neither true nor false`)
}

/** Columns of a TSV log under its header. */
export function tsvColumns(header: Header): Columns {
  const { fields, unsetField, emptyField, setSeparator } = header
  const raw = (name: string): Read<string> => {
    const index = fields.indexOf(name)
    if (index < 0) return () => undefined
    return (row) => {
      const value = (row as readonly string[])[index]
      return value === unsetField ? undefined : value
    }
  }
  const typed = <T>(name: string, convert: (text: string) => T): Read<T> => {
    const read = raw(name)
    return (row) => {
      const value = read(row)
      return value === undefined ? undefined : convert(value)
    }
  }
  return {
    has: (name) => fields.includes(name),
    text: (name) => typed(name, (value) => (value === emptyField ? '' : unescapeText(value))),
    number: (name) => typed(name, (value) => toNumber(name, value)),
    count: (name) => typed(name, (value) => toCount(name, value)),
    time: (name) => typed(name, (value) => toTime(name, value)),
    bool: (name) => typed(name, (value) => toBool(name, value)),
    numbers: (name) =>
      typed(name, (value) => {
        if (value === emptyField || value === '') return []
        return value
          .split(setSeparator)
          .map((element) => (element === unsetField ? null : vectorNumber(name, element)))
      }),
    texts: (name) =>
      typed(name, (value) => {
        if (value === emptyField) return []
        return value.split(setSeparator).map((element) => {
          if (element === unsetField) return null
          return element === emptyField ? '' : unescapeText(element)
        })
      }),
  }
}

/** Old modbus_detailed logs write coils as T and F inside a string. */
function vectorNumber(name: string, element: string): number {
  if (element === 'T') return 1
  if (element === 'F') return 0
  return toNumber(name, element)
}

/** Columns of a JSON log: each row brings its own. */
export const jsonColumns: Columns = {
  has: () => true,
  text: (name) =>
    json(name, (value) =>
      Array.isArray(value)
        ? value.map((element) => scalar(name, element)).join(',')
        : scalar(name, value),
    ),
  number: (name) => json(name, (value) => toNumber(name, scalar(name, value))),
  count: (name) => json(name, (value) => toCount(name, scalar(name, value))),
  time: (name) =>
    json(name, (value) => toTime(name, typeof value === 'number' ? value : scalar(name, value))),
  bool: (name) => json(name, (value) => toBool(name, value)),
  texts: (name) =>
    json(name, (value) => {
      const elements: unknown[] = Array.isArray(value) ? value : [value]
      return elements.map((element) => (element === null ? null : scalar(name, element)))
    }),
  numbers: (name) =>
    json(name, (value) => {
      if (value === '') return []
      const elements: unknown[] = Array.isArray(value) ? value : scalar(name, value).split(',')
      return elements.map((element) => {
        if (element === null) return null
        if (element === true) return 1
        if (element === false) return 0
        return vectorNumber(name, scalar(name, element))
      })
    }),
}

/** A JSON value as text. A list or an object may be too deep to print, or hide its `toString`. */
function scalar(name: string, value: unknown): string {
  if (typeof value === 'object') throw new FieldError(`${name} is a list or an object`)
  return String(value)
}

function json<T>(name: string, convert: (value: unknown) => T): Read<T> {
  return (row) => {
    // Own properties only: a row may say anything, `constructor` and `__proto__` included.
    if (!Object.hasOwn(row, name)) return undefined
    const value = (row as Readonly<Record<string, unknown>>)[name]
    return value === null || value === undefined ? undefined : convert(value)
  }
}
