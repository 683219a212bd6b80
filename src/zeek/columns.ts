import { unescapeText } from './escape.js'
import type { Header } from './header.js'
import { Recurring } from './recurring.js'
import { parseTime } from './time.js'
import { decimal, type TsvRow } from './tsv-row.js'

/** One parsed line: a TSV row, or a JSON object. */
export type Row = TsvRow | Readonly<Record<string, unknown>>

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
  /** What `read` makes of neighbouring columns that come again and again; it is made once of the same bytes. */
  together<T>(names: readonly string[], read: (row: Row) => T): (row: Row) => T
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
  const { fields, emptyField, setSeparator } = header
  const unset = Buffer.from(header.unsetField)
  const typed = <T>(name: string, convert: (row: TsvRow, index: number) => T): Read<T> => {
    const index = fields.indexOf(name)
    if (index < 0) return () => undefined
    return (row) => {
      const tsv = row as TsvRow
      return tsv.holds(index, unset) ? undefined : convert(tsv, index)
    }
  }
  /** Numbers are read from the bytes; what is no plain decimal is looked at as text. */
  const numeric = (name: string, convert: (name: string, value: string) => number): Read<number> =>
    typed(name, (row, index) => {
      const plain = row.decimal(index)
      return Number.isInteger(plain) ? plain : convert(name, row.text(index))
    })
  return {
    has: (name) => fields.includes(name),
    text: (name) => {
      const known = new Recurring<string>()
      return typed(name, (row, index) =>
        known.get(row.bytes, row.start(index), row.end(index), () => {
          const text = row.text(index)
          return text === emptyField ? '' : unescapeText(text)
        }),
      )
    },
    number: (name) => numeric(name, toNumber),
    count: (name) => numeric(name, toCount),
    time: (name) =>
      typed(name, (row, index) => {
        const plain = row.decimal(index)
        return toTime(name, Number.isNaN(plain) ? row.text(index) : plain)
      }),
    bool: (name) =>
      typed(name, (row, index) => {
        if (row.holds(index, yes)) return true
        return row.holds(index, no) ? false : toBool(name, row.text(index))
      }),
    numbers: (name) =>
      typed(name, (row, index) => {
        const plain = setSeparator === ',' ? plainNumbers(row, index) : undefined
        if (plain) return plain
        const value = row.text(index)
        if (value === emptyField || value === '') return []
        return value
          .split(setSeparator)
          .map((element) => (element === header.unsetField ? null : vectorNumber(name, element)))
      }),
    texts: (name) =>
      typed(name, (row, index) => {
        const value = row.text(index)
        if (value === emptyField) return []
        return value.split(setSeparator).map((element) => {
          if (element === header.unsetField) return null
          return element === emptyField ? '' : unescapeText(element)
        })
      }),
    together: (names, read) => {
      const first = fields.indexOf(names[0] ?? '')
      const last = first + names.length - 1
      if (names.some((name, index) => fields.indexOf(name) !== first + index)) return read
      const known = new Recurring<ReturnType<typeof read>>()
      return (row) => {
        const tsv = row as TsvRow
        return known.get(tsv.bytes, tsv.start(first), tsv.end(last), () => read(row))
      }
    },
  }
}

const yes = Buffer.from('T')
const no = Buffer.from('F')
const comma = ','.charCodeAt(0)

/** The elements of a vector of plain numbers; undefined where one of them is something else. */
function plainNumbers(row: TsvRow, index: number): number[] | undefined {
  const { bytes } = row
  const end = row.end(index)
  const numbers: number[] = []
  let start = row.start(index)
  for (let at = start; at <= end; at += 1) {
    if (at < end && bytes[at] !== comma) continue
    const number = decimal(bytes, start, at)
    if (!Number.isSafeInteger(number)) return undefined
    numbers.push(number)
    start = at + 1
  }
  return numbers
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
  together: (_names, read) => read,
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
