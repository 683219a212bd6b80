import { applyDirective, defaultHeader, type Header } from './header.js'
import { mostFields, TsvRow } from './tsv-row.js'

/** What one line of a log turned out to be. */
export type Line =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'header' }
  | { readonly kind: 'tsv'; readonly row: TsvRow }
  | { readonly kind: 'json'; readonly row: Readonly<Record<string, unknown>> }
  | { readonly kind: 'rejected'; readonly reason: string }

const nothing: Line = { kind: 'nothing' }
const headerLine: Line = { kind: 'header' }

const hash = '#'.charCodeAt(0)
const brace = '{'.charCodeAt(0)
const ts = Buffer.from('ts')

/** Tells header, TSV rows and JSON rows of one log apart, line by line; it keeps the header in force. */
export class LineReader {
  header: Header
  /** Where the line after the one that was read last begins in its chunk. */
  next = 0
  /** Column orders to try on a TSV log without a header, by number of fields. */
  readonly #stock: readonly (readonly string[])[]
  readonly #row = new TsvRow()
  readonly #line: Line = { kind: 'tsv', row: this.#row }
  #separator: number | undefined
  #separatorOf: Header | undefined

  constructor(header: Header = defaultHeader, stock: readonly (readonly string[])[] = []) {
    this.header = header
    this.#stock = stock
  }

  /** Reads one line without its newline. Never throws. */
  read(line: string): Line {
    return line.startsWith('{') ? readJson(line) : this.readAt(Buffer.from(line), 0)
  }

  /** Reads the line that begins at `from`; its row is good until the next line is read. Never throws. */
  readAt(bytes: Buffer, from: number): Line {
    const first = bytes[from]
    if (first === hash || first === brace) {
      const line = this.#text(bytes, from)
      if (first === brace) return readJson(line)
      this.header = applyDirective(this.header, line)
      return headerLine
    }
    return this.#readTsv(bytes, from)
  }

  #readTsv(bytes: Buffer, from: number): Line {
    const row = this.#row
    const separator = this.#separatorByte()
    if (separator === undefined) row.fill(this.#text(bytes, from).split(this.header.separator))
    else this.next = row.move(bytes, from, separator)
    if (row.count === 1 && row.start(0) === row.end(0)) return nothing
    if (row.count > 1 && row.holds(0, ts)) {
      // LogAscii::tsv=T writes the column names as a plain first line.
      if (row.count <= mostFields) this.header = { ...this.header, fields: row.texts() }
      return headerLine
    }
    const rejected = this.#reject(row.count)
    return rejected === undefined ? this.#line : { kind: 'rejected', reason: rejected }
  }

  /** Why a row of so many fields cannot be read; without a header, stock columns may fit. */
  #reject(count: number): string | undefined {
    if (this.header.fields.length === 0) {
      const fields = this.#stock.find((candidate) => candidate.length === count)
      if (!fields) return `no header, and ${count} fields fit no known log`
      this.header = { ...this.header, fields }
    }
    const expected = this.header.fields.length
    return count === expected ? undefined : `${count} fields where the header has ${expected}`
  }

  /** The line that begins at `from` as text, without its newline. */
  #text(bytes: Buffer, from: number): string {
    const newline = bytes.indexOf('\n', from)
    const end = newline < 0 ? bytes.length : newline
    this.next = end + 1
    return bytes.toString('utf8', from, end).replace(/\r$/, '')
  }

  /** The separator where it is one byte, as it nearly always is. */
  #separatorByte(): number | undefined {
    const { header } = this
    if (header !== this.#separatorOf) {
      const code = header.separator.length === 1 ? header.separator.charCodeAt(0) : 128
      this.#separator = code < 128 ? code : undefined
      this.#separatorOf = header
    }
    return this.#separator
  }
}

function readJson(line: string): Line {
  try {
    const value: unknown = JSON.parse(line)
    return { kind: 'json', row: value as Record<string, unknown> }
  } catch {
    return { kind: 'rejected', reason: 'broken JSON' }
  }
}
