import { shapes } from '../protocols/index.js'
import type { Detail, Message } from '../protocols/message.js'
import type { Conversation, Facts, LogShape } from '../protocols/shape.js'
import { FieldError, jsonColumns, type Row, tsvColumns } from '../zeek/columns.js'
import type { Header } from '../zeek/header.js'
import { type Line, LineReader } from '../zeek/reader.js'

/** One fact of a line, in the order the shape told them. */
export type LineFact =
  | { readonly message: Message }
  | {
      readonly table: string
      readonly columns: Readonly<Record<string, Detail>>
      readonly at: Conversation | undefined
    }

/** What a line came to. */
export type Parsed =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'facts'
      readonly facts: readonly LineFact[]
      readonly sensor: string | undefined
    }
  | { readonly kind: 'rejected'; readonly reason: string }

/** A shape bound to the columns in force. */
interface Bound {
  readonly shape: LogShape
  readonly read: (row: Row, facts: Facts) => void
  readonly sensor: (row: Row) => string | undefined
  readonly provides: readonly string[]
}

const none: Parsed = { kind: 'none' }

/** Turns the lines of one log into facts, whatever shape they have. */
export class LineParser {
  readonly #reader: LineReader
  readonly #fallback: string | undefined
  #header: Header | undefined
  #tsv: Bound | undefined
  readonly #json = new Map<string, Bound | undefined>()
  readonly #provided = new Set<string>()
  #facts: LineFact[] = []
  readonly #sink: Facts = {
    message: (message) => this.#facts.push({ message }),
    row: (table, columns, at) => this.#facts.push({ table, columns, at }),
  }

  /** `log` is the stream as the file's name tells it, for logs that do not say it themselves. */
  constructor(log: string | undefined, header?: Header) {
    this.#fallback = log
    this.#reader = new LineReader(header, shapes.get(log ?? '')?.stock)
  }

  /** The header in force. */
  get header(): Header {
    return this.#reader.header
  }

  /** What the rows so far can answer. */
  get provided(): ReadonlySet<string> {
    return this.#provided
  }

  /** For a line that is a row: the log stream it belongs to, where it or the file's name tells. */
  identify(line: string): { readonly log: string | undefined } | undefined {
    const read = this.#reader.read(line)
    if (read.kind === 'nothing' || read.kind === 'header') return undefined
    const own = read.kind === 'json' ? jsonPath(read.row) : this.#reader.header.path
    return { log: own ?? this.#fallback }
  }

  /** Where the line after the one that was read last begins in its chunk. */
  get next(): number {
    return this.#reader.next
  }

  /** Reads one line. Never throws. */
  parse(line: string): Parsed {
    return this.#take(this.#reader.read(line))
  }

  /** Reads the line of a chunk that begins at `from`. Never throws. */
  parseAt(bytes: Buffer, from: number): Parsed {
    return this.#take(this.#reader.readAt(bytes, from))
  }

  #take(read: Line): Parsed {
    if (read.kind === 'nothing' || read.kind === 'header') return none
    if (read.kind === 'rejected') return read
    const bound = read.kind === 'tsv' ? this.#bindTsv() : this.#bindJson(read.row)
    if (!bound) return { kind: 'rejected', reason: 'a log that otsift does not read' }
    this.#facts = []
    try {
      bound.read(read.row, this.#sink)
    } catch (error) {
      if (error instanceof FieldError) return { kind: 'rejected', reason: error.message }
      throw error
    }
    return { kind: 'facts', facts: this.#facts, sensor: bound.sensor(read.row) }
  }

  #bindTsv(): Bound | undefined {
    const { header } = this.#reader
    if (this.#header === header) return this.#tsv
    this.#header = header
    this.#tsv = this.#bind(header.path ?? this.#fallback, tsvColumns(header))
    return this.#tsv
  }

  #bindJson(row: Row): Bound | undefined {
    const log = jsonPath(row) ?? this.#fallback ?? ''
    if (!this.#json.has(log)) {
      // A hostile log could name a new stream on each line.
      if (this.#json.size > 100) this.#json.clear()
      this.#json.set(log, this.#bind(log, jsonColumns))
    }
    return this.#json.get(log)
  }

  #bind(log: string | undefined, columns: Parameters<LogShape['bind']>[0]): Bound | undefined {
    const shape = shapes.get(log ?? '')
    if (!shape) return undefined
    const provides = shape.provides(columns)
    for (const field of provides) this.#provided.add(field)
    const system = columns.has('_system_name') ? columns.text('_system_name') : () => undefined
    return { shape, provides, read: shape.bind(columns), sensor: (row) => sensorName(system(row)) }
  }
}

function jsonPath(row: Row): string | undefined {
  const path = Object.hasOwn(row, '_path') ? (row as Record<string, unknown>)._path : undefined
  return typeof path === 'string' ? path : undefined
}

/** A sensor's name as stored: printable, without spaces, at most 64 characters. */
export function sensorName(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  return text.replace(/[^!-~]/g, '_').slice(0, 64)
}
