import { statSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { standardInput } from '../files/discover.js'
import { fingerprint } from '../files/fingerprint.js'
import { LineSplitter } from '../files/lines.js'
import { isGzip, parseLogName } from '../files/name.js'
import { type Chunk, readChunks } from '../files/read.js'
import { shapes } from '../protocols/index.js'
import type { FactWriter } from '../store/write.js'
import { Checkpoints } from './checkpoint.js'
import { resume } from './known.js'
import { LogRun } from './log-run.js'
import { LineParser, sensorName } from './parse.js'

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
export class LogIngest {
  readonly #db: Database.Database
  readonly #writer: FactWriter
  readonly #checkpoints: Checkpoints
  readonly #path: string
  readonly #options: IngestOptions
  readonly #splitter = new LineSplitter()
  readonly #sensor: string
  readonly #nameLog: string | undefined

  constructor(db: Database.Database, writer: FactWriter, path: string, options: IngestOptions) {
    this.#db = db
    this.#writer = writer
    this.#checkpoints = new Checkpoints(db)
    this.#path = path
    this.#options = options
    const name = parseLogName(path)
    this.#nameLog = options.log ?? name.log
    this.#sensor = options.sensor ?? sensorName(name.logger) ?? 'default'
  }

  /** Reads what is new. */
  async run(): Promise<LogResult> {
    const chunks = readChunks(this.#path, 0)
    const head: Chunk[] = []
    const finder = new LineParser(this.#nameLog)
    for (;;) {
      const next = await chunks.next()
      if (next.done) return this.#nothing(finder.header.path ?? this.#nameLog, next.value.damage)
      const lines = next.value.tooLong ? [] : await this.#splitter.split(next.value)
      head.push(next.value)
      const first = firstRow(finder, lines)
      if (!first && !next.value.tooLong) continue
      const log = first?.log ?? finder.header.path ?? this.#nameLog
      if (log === undefined || !shapes.has(log)) {
        await chunks.return(nothingLeft)
        return this.#nothing(undefined, undefined)
      }
      return await this.#read(log, fingerprint(first?.line ?? next.value.bytes), head, chunks)
    }
  }

  #nothing(log: string | undefined, damage: string | undefined): LogResult {
    const known = log !== undefined && shapes.has(log) ? log : undefined
    return {
      path: this.#path,
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

  async #read(
    log: string,
    print: string,
    head: Chunk[],
    chunks: AsyncGenerator<Chunk, { unfinished: number; damage: string | undefined }>,
  ): Promise<LogResult> {
    const identity = { sensor: this.#sensor, log, fingerprint: print }
    const checkpoint = resume(this.#checkpoints, identity, this.#path, this.#isPlain())
    const before = { ...checkpoint }
    const run = new LogRun(this.#db, this.#writer, this.#checkpoints, checkpoint, {
      log,
      sensor: this.#sensor,
      nameLog: this.#nameLog,
      exclusiveSensor: this.#options.sensor !== undefined,
    })
    let rest = chunks
    if (this.#isPlain() && checkpoint.offset > (head.at(-1)?.end ?? 0)) {
      // A log that was read before is opened where it goes on; a gzip has to be read through.
      await chunks.return(nothingLeft)
      head.length = 0
      rest = readChunks(this.#path, checkpoint.offset)
    }
    try {
      for (const chunk of head) await this.#take(run, chunk)
      let end = await rest.next()
      while (!end.done) {
        await this.#take(run, end.value)
        end = await rest.next()
      }
      checkpoint.path = this.#options.nameOf?.(this.#path) ?? this.#path
      checkpoint.ahead = Math.max(0, (checkpoint.last_ts ?? 0) - this.#written())
      run.finish(end.value.unfinished, end.value.damage)
    } catch (error) {
      run.abandon()
      throw error
    }
    return {
      path: this.#path,
      log,
      rows: checkpoint.rows - before.rows,
      stored: checkpoint.stored - before.stored,
      rejected: checkpoint.rejected - before.rejected,
      first: checkpoint.first_ts,
      last: checkpoint.last_ts,
      unfinished: checkpoint.unfinished,
      damage: checkpoint.damage ?? undefined,
    }
  }

  async #take(run: LogRun, chunk: Chunk): Promise<void> {
    const fresh = unread(chunk, run.offset)
    if (fresh) run.take(fresh, isJson(fresh) ? await this.#splitter.split(fresh) : undefined)
    this.#options.progress?.(chunk.bytes.length)
  }

  /** When the file was written last, in epoch seconds; standard input is being written now. */
  #written(): number {
    return this.#path === standardInput ? Date.now() / 1000 : statSync(this.#path).mtimeMs / 1000
  }

  #isPlain(): boolean {
    return this.#path !== standardInput && !isGzip(this.#path)
  }
}

const nothingLeft = { unfinished: 0, damage: undefined }

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
