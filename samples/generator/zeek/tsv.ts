import type { Column } from './columns.js'
import type { Scalar, ZeekRow, ZeekValue } from './value.js'

/** Zeek's ASCII writer: header, rows and closing line, with its escapes. */
export function tsvHeader(path: string, columns: readonly Column[], open: number): string {
  return [
    '#separator \\x09',
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    `#path\t${path}`,
    `#open\t${stamp(open)}`,
    `#fields\t${columns.map((c) => c.name).join('\t')}`,
    `#types\t${columns.map((c) => c.type).join('\t')}\n`,
  ].join('\n')
}

export function tsvClose(at: number): string {
  return `#close\t${stamp(at)}\n`
}

export function tsvLine(columns: readonly Column[], row: ZeekRow): string {
  const line = columns.map((c) => tsvCell(c.type, row[c.name])).join('\t')
  return `${line.startsWith('#') ? `\\x23${line.slice(1)}` : line}\n`
}

export function tsvCell(type: string, value: ZeekValue): string {
  if (value === undefined) return '-'
  if (typeof value === 'object') {
    if (value.length === 0) return '(empty)'
    const inner = type.slice(type.indexOf('[') + 1, -1)
    return value.map((item) => scalar(inner, item).replaceAll(',', '\\x2c')).join(',')
  }
  return scalar(type, value)
}

function scalar(type: string, value: Scalar): string {
  if (typeof value === 'boolean') return value ? 'T' : 'F'
  if (typeof value === 'number') {
    return type === 'time' || type === 'interval' ? value.toFixed(6) : trim(value)
  }
  if (value === '') return '(empty)'
  if (value === '-') return '\\x2d'
  if (value === '(empty)') return '\\x28empty)'
  return escaped(value)
}

const trim = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toFixed(6)))

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be escaped
const UNSAFE = /[\u0000-\u001f\u007f\\]/g

function escaped(text: string): string {
  return text.replace(UNSAFE, (c) =>
    c === '\\' ? '\\\\' : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}

/** `2026-03-02-00-00-00`, in UTC so that it is the same everywhere. */
function stamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace(/[T:]/g, '-')
}
