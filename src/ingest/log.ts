import type Database from 'better-sqlite3'
import type { FactWriter } from '../count/write.js'
import { fingerprint } from '../files/fingerprint.js'
import { LineSplitter } from '../files/lines.js'
import { parseLogName } from '../files/name.js'
import { OpenLog } from '../files/open-log.js'
import { type Chunk, readChunks } from '../files/read.js'
import { shapes } from '../protocols/index.js'
import { Checkpoints, type Identity } from './checkpoint.js'
import { resume } from './known.js'
import { LogRun } from './log-run.js'
import { LineParser, sensorName } from './parse.js'

/** Bytes of headers and empty lines before the first row, beyond which a file is no log: they are held till then. */
const longestHead = 16 << 20

/** What reading one log came to. */
export interface LogResult {
  readonly path: string
  /** Log stream, or `undefined` where the file is no log that otsift reads. */
  readonly log: string | undefined
  readonly rows: number
  readonly stored: number
  readonly rejected: number
  /** Earliest and latest time of its rows, those of earlier runs included. */
  readonly first: number | null
  readonly last: number | null
  /** Bytes after the last newline, left for the next run. */
  readonly unfinished: number
  readonly damage: string | undefined
}

/** Options of reading logs. */
export interface IngestOptions {
  /** Name of the sensor, over what the logs say. */
  readonly sensor?: string | undefined
  /** Log stream of input that does not say it, such as JSON on standard input. */
  readonly log?: string | undefined
  /** False leaves out what is counted of register values. */
  readonly values?: boolean | undefined
  /** What a file is called in the store, where its path will not last. */
  readonly nameOf?: ((path: string) => string) | undefined
  /** Called with the bytes taken since the last call. */
  readonly progress?: ((bytes: number) => void) | undefined
}

/** Reads one log into the store, from where the last run stopped. */
export async function ingestLog(
  db: Database.Database,
  writer: FactWriter,
  path: string,
  options: IngestOptions,
): Promise<LogResult> {
  const log = new OpenLog(path)
  try {
    return await new LogIngest(db, writer, log, options).run()
  } finally {
    log.close()
  }
}

/** Reads what is new of an open log, as often as it is asked to. */
export class LogIngest {
  readonly #db: Database.Database
  readonly #writer: FactWriter
  readonly #checkpoints: Checkpoints
  readonly #file: OpenLog
  readonly #options: IngestOptions
  readonly #splitter = new LineSplitter()
  readonly #sensor: string
  readonly #nameLog: string | undefined
  /** What the log was found to be, so that a log that is read on need not be looked at from its beginning. */
  #identity: Identity | undefined

  constructor(db: Database.Database, writer: FactWriter, file: OpenLog, options: IngestOptions) {
    this.#db = db
    this.#writer = writer
    this.#checkpoints = new Checkpoints(db)
    this.#file = file
    this.#options = options
    const name = parseLogName(file.path)
    this.#nameLog = options.log ?? name.log
    this.#sensor = options.sensor ?? sensorName(name.logger) ?? 'default'
  }

  /** Reads what is new. */
  async run(): Promise<LogResult> {
    if (this.#identity) return await this.#read(this.#identity)
    const chunks = readChunks(this.#file, 0)
    const head: Chunk[] = []
    let headSize = 0
    const finder = new LineParser(this.#nameLog)
    for (;;) {
      const next = await chunks.next()
      if (next.done) return this.#nothing(finder.header.path ?? this.#nameLog, next.value.damage)
      const lines = next.value.tooLong ? [] : await this.#splitter.split(next.value)
      head.push(next.value)
      headSize += next.value.bytes.length
      const first = firstRow(finder, lines)
      const found = first !== undefined || next.value.tooLong
      if (!found && headSize <= longestHead) continue
      const log = first?.log ?? finder.header.path ?? this.#nameLog
      if (!found || log === undefined || !shapes.has(log)) {
        await chunks.return(nothingLeft)
        return this.#nothing(undefined, undefined)
      }
      const print = fingerprint(first?.line ?? next.value.bytes)
      const identity = { sensor: this.#sensor, log, fingerprint: print }
      if (this.#file.plain) this.#identity = identity
      return await this.#read(identity, { head, chunks })
    }
  }

  #nothing(log: string | undefined, damage: string | undefined): LogResult {
    const known = log !== undefined && shapes.has(log) ? log : undefined
    return {
      path: this.#file.path,
      log: known,
      rows: 0,
      stored: 0,
      rejected: 0,
      first: null,
      last: null,
      unfinished: 0,
      damage,
    }
  }

  async #read(identity: Identity, begun?: Begun): Promise<LogResult> {
    const checkpoint = await resume(this.#checkpoints, identity, this.#file)
    if (!checkpoint) return this.#nothing(identity.log, undefined)
    const before = { ...checkpoint }
    const run = new LogRun(this.#db, this.#writer, this.#checkpoints, checkpoint, {
      log: identity.log,
      sensor: this.#sensor,
      nameLog: this.#nameLog,
      exclusiveSensor: this.#options.sensor !== undefined,
    })
    const { head, rest } = await this.#from(checkpoint.offset, begun)
    try {
      for (const chunk of head) await this.#take(run, chunk)
      let end = await rest.next()
      while (!end.done) {
        await this.#take(run, end.value)
        end = await rest.next()
      }
      checkpoint.path = this.#options.nameOf?.(this.#file.path) ?? this.#file.path
      checkpoint.ahead = Math.max(0, (checkpoint.last_ts ?? 0) - this.#written())
      const { length, unfinished, damage } = end.value
      // Where nothing lies behind the offset, the log was truncated, or is a shorter copy: what is known stays.
      run.finish(length > before.offset ? unfinished : before.unfinished, damage)
    } catch (error) {
      run.abandon()
      throw error
    }
    return {
      path: this.#file.path,
      log: identity.log,
      rows: checkpoint.rows - before.rows,
      stored: checkpoint.stored - before.stored,
      rejected: checkpoint.rejected - before.rejected,
      first: checkpoint.first_ts,
      last: checkpoint.last_ts,
      unfinished: checkpoint.unfinished,
      damage: checkpoint.damage ?? undefined,
    }
  }

  /** What is left to read: a plain log is read on from its offset; a gzip has to be read through. */
  async #from(
    offset: number,
    begun: Begun | undefined,
  ): Promise<{ head: readonly Chunk[]; rest: Chunks }> {
    if (begun && (!this.#file.plain || offset <= (begun.head.at(-1)?.end ?? 0))) {
      return { head: begun.head, rest: begun.chunks }
    }
    await begun?.chunks.return(nothingLeft)
    return { head: [], rest: readChunks(this.#file, offset) }
  }

  async #take(run: LogRun, chunk: Chunk): Promise<void> {
    const fresh = unread(chunk, run.offset)
    if (fresh) run.take(fresh, isJson(fresh) ? await this.#splitter.split(fresh) : undefined)
    this.#options.progress?.(chunk.bytes.length)
  }

  /** When the file was written last, in epoch seconds; standard input is being written now. */
  #written(): number {
    return (this.#file.stat()?.mtimeMs ?? Date.now()) / 1000
  }
}

type Chunks = ReturnType<typeof readChunks>

/** A log whose beginning was read to find out what it is. */
interface Begun {
  readonly head: readonly Chunk[]
  readonly chunks: Chunks
}

const nothingLeft = { length: 0, unfinished: 0, damage: undefined }

/** JSON is parsed from text; the fields of TSV are read from the bytes. */
function isJson(chunk: Chunk): boolean {
  return !chunk.tooLong && chunk.bytes[0] === '{'.charCodeAt(0)
}

/** The part of a chunk that was not read before. */
function unread(chunk: Chunk, offset: number): Chunk | undefined {
  const start = chunk.end - chunk.bytes.length
  if (chunk.end <= offset) return undefined
  return start >= offset || chunk.tooLong
    ? chunk
    : { ...chunk, bytes: chunk.bytes.subarray(offset - start) }
}

/** The first line that is a row, and the log it belongs to. */
function firstRow(parser: LineParser, lines: readonly string[]): FirstRow | undefined {
  for (const line of lines) {
    const row = parser.identify(line)
    if (row) return { line, log: row.log }
  }
  return undefined
}

interface FirstRow {
  readonly line: string
  /** `undefined` where neither the log nor its name tells. */
  readonly log: string | undefined
}
