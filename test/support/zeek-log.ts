import type { Parsed } from '../../src/ingest/parse.js'
import { LineParser } from '../../src/ingest/parse.js'
import type { Detail, Message } from '../../src/protocols/message.js'
import { TsvRow } from '../../src/zeek/tsv-row.js'

/** The row of a TSV log with these fields. */
export function tsvRow(...fields: string[]): TsvRow {
  const row = new TsvRow()
  row.move(Buffer.from(fields.join('\t')), 0, '\t'.charCodeAt(0))
  return row
}

/** A log row by column; what is not named is unset. */
export type LogRow = Readonly<Record<string, unknown>>

/** The six columns every connection log begins with. */
export const prefix = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p'
/** The five columns ICSNPP added in 2023. */
export const direction = 'is_orig source_h source_p destination_h destination_p'

/** Values of the first six columns, so that a test only names what it is about. */
export const connection = {
  ts: 1_700_000_000.25,
  uid: 'C1',
  'id.orig_h': '10.0.0.1',
  'id.orig_p': 40_000,
  'id.resp_h': '10.0.0.2',
  'id.resp_p': 502,
} as const

/** The text of a TSV log as Zeek writes it, without `#close`. */
export function tsvLog(log: string, columns: string, rows: readonly LogRow[]): string {
  const names = columns.split(' ')
  const header = [
    '#separator \\x09',
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    `#path\t${log}`,
    '#open\t2023-11-14-22-13-20',
    `#fields\t${names.join('\t')}`,
    `#types\t${names.map(() => 'string').join('\t')}`,
  ]
  const lines = rows.map((row) => names.map((name) => cell(row[name])).join('\t'))
  return [...header, ...lines, ''].join('\n')
}

function cell(value: unknown): string {
  if (value === undefined) return '-'
  if (typeof value === 'boolean') return value ? 'T' : 'F'
  if (Array.isArray(value)) return value.length === 0 ? '(empty)' : value.map(cell).join(',')
  return value === '' ? '(empty)' : String(value)
}

/** The text of a JSON log as Zeek writes it. */
export function jsonLog(rows: readonly LogRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

/** What the rows of a log come to, line by line; headers and empty lines left out. */
export function parsedLines(log: string, text: string): Parsed[] {
  const parser = new LineParser(log)
  const lines = text.endsWith('\n') ? text.slice(0, -1) : text
  return lines
    .split('\n')
    .map((line) => parser.parse(line))
    .filter((parsed) => parsed.kind !== 'none')
}

/** A row of another table than those of messages. */
export interface TableRow {
  readonly table: string
  readonly columns: Readonly<Record<string, Detail>>
}

/** The facts of a log's only row. Throws where it was rejected. */
export function factsOf(log: string, text: string): { messages: Message[]; rows: TableRow[] } {
  const [only, ...more] = parsedLines(log, text)
  if (only?.kind !== 'facts' || more.length > 0) throw new Error(JSON.stringify([only, ...more]))
  return {
    messages: only.facts.flatMap((fact) => ('message' in fact ? [fact.message] : [])),
    rows: only.facts.flatMap((fact) => ('table' in fact ? [fact] : [])),
  }
}

/** Both forms of a log with one row, for tests that must hold for each. */
export function bothForms(
  log: string,
  columns: string,
  row: LogRow,
): readonly (readonly ['TSV' | 'JSON', string])[] {
  return [
    ['TSV', tsvLog(log, columns, [row])],
    ['JSON', jsonLog([row])],
  ]
}
