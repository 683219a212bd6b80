import { Transform } from '@json2csv/node'
import { formulaSafe } from './csv.js'
import { table } from './text.js'

/** The forms in which the rows of a query are printed. */
export const rowFormats = ['table', 'csv', 'json', 'ndjson'] as const

/** One of the forms of `rowFormats`. */
export type RowFormat = (typeof rowFormats)[number]

/** Rows of a table that are shown: it is laid out in memory, and nobody reads more. */
const mostInTable = 10_000

/** Prints the rows of a query as they come. */
export interface RowPrinter {
  columns(names: readonly string[]): void
  rows(rows: readonly (readonly unknown[])[]): void
  /** Prints what is left; tells how many rows were left out. */
  end(): Promise<number>
}

type Write = (text: string) => void

/** A printer of one form. */
export function rowPrinter(format: RowFormat, write: Write): RowPrinter {
  if (format === 'table') return new TablePrinter(write)
  if (format === 'csv') return new CsvPrinter(write)
  return new JsonPrinter(write, format === 'json')
}

/** A list of objects, or an object a line. */
class JsonPrinter implements RowPrinter {
  readonly #write: Write
  readonly #list: boolean
  #names: readonly string[] = []
  #printed = 0

  constructor(write: Write, list: boolean) {
    this.#write = write
    this.#list = list
  }

  columns(names: readonly string[]): void {
    this.#names = names
  }

  rows(rows: readonly (readonly unknown[])[]): void {
    for (const row of rows) {
      const object = named(this.#names, row)
      if (this.#list) {
        const text = JSON.stringify(object, null, 2).replaceAll('\n', '\n  ')
        this.#write(`${this.#printed === 0 ? '[' : ','}\n  ${text}`)
      } else {
        this.#write(`${JSON.stringify(object)}\n`)
      }
      this.#printed += 1
    }
  }

  async end(): Promise<number> {
    if (this.#list) this.#write(this.#printed === 0 ? '[]\n' : '\n]\n')
    return 0
  }
}

class CsvPrinter implements RowPrinter {
  readonly #write: Write
  #names: readonly string[] = []
  #csv: Transform<object, object> | undefined

  constructor(write: Write) {
    this.#write = write
  }

  columns(names: readonly string[]): void {
    this.#names = names
    this.#csv = new Transform({ fields: [...names] }, {}, { objectMode: true })
    this.#csv.on('data', (piece: Buffer | string) => this.#write(String(piece)))
  }

  rows(rows: readonly (readonly unknown[])[]): void {
    for (const row of rows) {
      const cells = Object.entries(named(this.#names, row))
      this.#csv?.write(Object.fromEntries(cells.map(([name, value]) => [name, formulaSafe(value)])))
    }
  }

  async end(): Promise<number> {
    const csv = this.#csv
    if (csv) {
      await new Promise<void>((resolve, reject) => {
        csv.once('error', reject)
        csv.once('end', resolve)
        csv.end()
      })
    }
    this.#write('\n')
    return 0
  }
}

class TablePrinter implements RowPrinter {
  readonly #write: Write
  #names: readonly string[] = []
  readonly #rows: (string | number | null)[][] = []
  #left = 0

  constructor(write: Write) {
    this.#write = write
  }

  columns(names: readonly string[]): void {
    this.#names = names
  }

  rows(rows: readonly (readonly unknown[])[]): void {
    const shown = rows.slice(0, mostInTable - this.#rows.length)
    for (const row of shown) this.#rows.push(row.map(cell))
    this.#left += rows.length - shown.length
  }

  async end(): Promise<number> {
    this.#write(table(this.#names, this.#rows))
    return this.#left
  }
}

function named(columns: readonly string[], row: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(columns.map((name, index) => [name, plain(row[index])]))
}

/** Bytes are shown as hexadecimal digits. */
function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}

function cell(value: unknown): string | number | null {
  const shown = plain(value)
  return shown === null || typeof shown === 'number' ? shown : String(shown)
}
