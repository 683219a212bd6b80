import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { standardInput } from '../files/discover.js'
import { fingerprint, tailLength, tailOf } from '../files/fingerprint.js'
import { LineSplitter } from '../files/lines.js'
import { isGzip, parseLogName } from '../files/name.js'
import { type Chunk, readChunks } from '../files/read.js'
import { shapes } from '../protocols/index.js'
import type { FactWriter } from '../store/write.js'
import { Batch } from './batch.js'
import { type Checkpoint, Checkpoints, continues, type ResumeState } from './checkpoint.js'
import { LineParser, sensorName } from './parse.js'

/** Lines written in one transaction; more costs memory, fewer costs commits. */
const linesAtOnce = 100_000

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
    const head: { chunk: Chunk; lines: string[] }[] = []
    const finder = new LineParser(this.#nameLog)
    for (;;) {
      const next = await chunks.next()
      if (next.done) return this.#nothing(finder.header.path ?? this.#nameLog, next.value.damage)
      const lines = next.value.tooLong ? [] : await this.#splitter.split(next.value)
      head.push({ chunk: next.value, lines })
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
    head: { chunk: Chunk; lines: string[] }[],
    chunks: AsyncGenerator<Chunk, { unfinished: number; damage: string | undefined }>,
  ): Promise<LogResult> {
    const identity = { sensor: this.#sensor, log, fingerprint: print }
    const checkpoint = this.#resume(identity)
    const before = { ...checkpoint }
    const run = new LogRun(this.#db, this.#writer, this.#checkpoints, checkpoint, {
      log,
      sensor: this.#sensor,
      nameLog: this.#nameLog,
      exclusiveSensor: this.#options.sensor !== undefined,
    })
    let rest = chunks
    if (this.#isPlain() && checkpoint.offset > (head.at(-1)?.chunk.end ?? 0)) {
      // A log that was read before is opened where it goes on; a gzip has to be read through.
      await chunks.return(nothingLeft)
      head.length = 0
      rest = readChunks(this.#path, checkpoint.offset)
    }
    try {
      for (const { chunk } of head) await this.#take(run, chunk)
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
    if (fresh) run.take(fresh, fresh.tooLong ? [] : await this.#splitter.split(fresh))
    this.#options.progress?.(chunk.bytes.length)
  }

  /** When the file was written last, in epoch seconds; standard input is being written now. */
  #written(): number {
    return this.#path === standardInput ? Date.now() / 1000 : statSync(this.#path).mtimeMs / 1000
  }

  #isPlain(): boolean {
    return this.#path !== standardInput && !isGzip(this.#path)
  }

  /** The checkpoint of this very log, or a new one where a log only begins like one that was read. */
  #resume(identity: { sensor: string; log: string; fingerprint: string }): Checkpoint {
    const alike = this.#checkpoints.alike(identity)
    if (!this.#isPlain()) return alike[0] ?? this.#checkpoints.add(identity, 0, this.#path)
    const size = statSync(this.#path).size
    for (const checkpoint of alike) {
      // A shorter copy of a log that was read has nothing new.
      if (size < checkpoint.offset) return checkpoint
      if (continues(checkpoint, bytesBefore(this.#path, checkpoint.offset))) return checkpoint
    }
    return this.#checkpoints.add(identity, alike.length, this.#path)
  }
}

const nothingLeft = { unfinished: 0, damage: undefined }

interface RunNames {
  readonly log: string
  readonly sensor: string
  readonly nameLog: string | undefined
  /** The user named the sensor, so what the rows say of it does not count. */
  readonly exclusiveSensor: boolean
}

/** The reading of one log from its checkpoint on. */
class LogRun {
  readonly #db: Database.Database
  readonly #writer: FactWriter
  readonly #checkpoints: Checkpoints
  readonly #checkpoint: Checkpoint
  readonly #parser: LineParser
  readonly #batch: Batch
  readonly #names: RunNames
  #committedLine: number

  constructor(
    db: Database.Database,
    writer: FactWriter,
    checkpoints: Checkpoints,
    checkpoint: Checkpoint,
    names: RunNames,
  ) {
    this.#db = db
    this.#writer = writer
    this.#checkpoints = checkpoints
    this.#checkpoint = checkpoint
    this.#names = names
    this.#committedLine = checkpoint.line
    const state = JSON.parse(checkpoint.state) as ResumeState
    this.#parser = new LineParser(names.nameLog, state.header)
    this.#batch = new Batch(names.log, names.sensor, checkpoint, state)
  }

  /** Bytes taken so far. */
  get offset(): number {
    return this.#checkpoint.offset
  }

  take(chunk: Chunk, lines: readonly string[]): void {
    if (chunk.tooLong) {
      this.#checkpoint.line += 1
      this.#batch.reject('the line is too long', chunk.bytes.toString('utf8'))
    }
    for (const line of lines) {
      const parsed = this.#parser.parse(line)
      const named = parsed.kind === 'facts' && this.#names.exclusiveSensor
      this.#batch.add(named ? { ...parsed, sensor: undefined } : parsed, line)
    }
    this.#checkpoint.tail = tailOf(this.#checkpoint.tail, chunk.bytes)
    this.#checkpoint.offset = chunk.end
    this.#write()
    if (this.#checkpoint.line - this.#committedLine >= linesAtOnce) this.#commit()
  }

  finish(unfinished: number, damage: string | undefined): void {
    this.#checkpoint.unfinished = unfinished
    this.#checkpoint.damage = damage ?? null
    this.#write()
    this.#commit()
  }

  /** Rolls back what was not committed. */
  abandon(): void {
    if (this.#db.inTransaction) this.#db.exec('ROLLBACK')
    this.#writer.forget()
  }

  /** Writes what was collected, in the transaction that the next commit ends. */
  #write(): void {
    if (!this.#db.inTransaction) this.#db.exec('BEGIN IMMEDIATE')
    this.#batch.write(this.#writer)
  }

  /** Commits rows, counts and offset together. */
  #commit(): void {
    this.#writer.flush()
    this.#seeFields()
    const state: ResumeState = { header: this.#parser.header, ...this.#batch.state }
    this.#checkpoint.state = JSON.stringify(state)
    this.#checkpoints.save(this.#checkpoint)
    this.#db.exec('COMMIT')
    this.#committedLine = this.#checkpoint.line
  }

  #seeFields(): void {
    const see = this.#db.prepare('INSERT OR IGNORE INTO field_seen VALUES (?, ?)')
    for (const field of this.#parser.provided) see.run(this.#names.sensor, field)
  }
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

function bytesBefore(path: string, offset: number): Buffer {
  const length = Math.min(tailLength, offset)
  const bytes = Buffer.alloc(length)
  const file = openSync(path, 'r')
  try {
    const read = readSync(file, bytes, 0, length, offset - length)
    return bytes.subarray(0, read)
  } finally {
    closeSync(file)
  }
}
