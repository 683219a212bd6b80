import type { Row } from './columns.js'
import { applyDirective, defaultHeader, type Header } from './header.js'

/** What one line of a log turned out to be. */
export type Line =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'header' }
  | { readonly kind: 'tsv' | 'json'; readonly row: Row }
  | { readonly kind: 'rejected'; readonly reason: string }

const nothing: Line = { kind: 'nothing' }
const headerLine: Line = { kind: 'header' }

/** Tells header, TSV rows and JSON rows of one log apart, line by line; it keeps the header in force. */
export class LineReader {
  header: Header
  /** Column orders to try on a TSV log without a header, by number of fields. */
  readonly #stock: readonly (readonly string[])[]

  constructor(header: Header = defaultHeader, stock: readonly (readonly string[])[] = []) {
    this.header = header
    this.#stock = stock
  }

  /** Reads one line without its newline. Never throws. */
  read(line: string): Line {
    if (line === '') return nothing
    if (line.startsWith('#')) {
      this.header = applyDirective(this.header, line)
      return headerLine
    }
    if (line.startsWith('{')) return readJson(line)
    return this.#readTsv(line)
  }

  #readTsv(line: string): Line {
    const row = line.split(this.header.separator)
    if (row[0] === 'ts' && row.length > 1) {
      // LogAscii::tsv=T writes the column names as a plain first line.
      this.header = { ...this.header, fields: row }
      return headerLine
    }
    if (this.header.fields.length === 0) {
      const fields = this.#stock.find((candidate) => candidate.length === row.length)
      if (!fields)
        return { kind: 'rejected', reason: `no header, and ${row.length} fields fit no known log` }
      this.header = { ...this.header, fields }
    }
    if (row.length !== this.header.fields.length) {
      const expected = this.header.fields.length
      return { kind: 'rejected', reason: `${row.length} fields where the header has ${expected}` }
    }
    return { kind: 'tsv', row }
  }
}

function readJson(line: string): Line {
  try {
    const value: unknown = JSON.parse(line)
    return { kind: 'json', row: value as Row }
  } catch {
    return { kind: 'rejected', reason: 'broken JSON' }
  }
}
