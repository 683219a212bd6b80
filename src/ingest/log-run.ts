import type Database from 'better-sqlite3'
import type { FactWriter } from '../count/write.js'
import { tailOf } from '../files/fingerprint.js'
import type { Chunk } from '../files/read.js'
import { keepHeapSmallWhenLarge } from '../memory.js'
import { Batch } from './batch.js'
import type { Checkpoint, Checkpoints, ResumeState } from './checkpoint.js'
import { LineParser, type Parsed } from './parse.js'

/** Lines written in one transaction; more costs memory, fewer costs commits. */
const linesAtOnce = 100_000
/** Bytes of lines whose rows may wait for others to be inserted with: their texts are held as long. */
const bytesWaiting = 8 << 20

/** What a log is called, and by whom. */
export interface RunNames {
  readonly log: string
  readonly sensor: string
  readonly nameLog: string | undefined
  /** The user named the sensor, so what the rows say of it does not count. */
  readonly exclusiveSensor: boolean
}

/** The reading of one log from its checkpoint on. */
export class LogRun {
  readonly #db: Database.Database
  readonly #writer: FactWriter
  readonly #checkpoints: Checkpoints
  readonly #checkpoint: Checkpoint
  readonly #parser: LineParser
  readonly #batch: Batch
  readonly #names: RunNames
  #committedLine: number
  /** Bytes taken since no row waited. */
  #waiting = 0

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

  /** Takes the next chunk; `lines` are its lines, where they were split already. */
  take(chunk: Chunk, lines?: readonly string[]): void {
    if (chunk.tooLong) {
      this.#add({ kind: 'rejected', reason: 'the line is too long' }, () =>
        chunk.bytes.toString('utf8'),
      )
    } else if (lines) {
      for (const line of lines) this.#add(this.#parser.parse(line), () => line)
    } else {
      this.#takeBytes(chunk.bytes)
    }
    this.#checkpoint.tail = tailOf(this.#checkpoint.tail, chunk.bytes)
    this.#checkpoint.offset = chunk.end
    this.#write()
    this.#waiting += chunk.bytes.length
    if (this.#waiting > bytesWaiting) {
      this.#writer.flushRows()
      this.#waiting = 0
      keepHeapSmallWhenLarge()
    }
    if (this.#checkpoint.line - this.#committedLine >= linesAtOnce) this.#commit()
  }

  #takeBytes(bytes: Buffer): void {
    let from = 0
    const text = () => lineText(bytes, from, this.#parser.next)
    while (from < bytes.length) {
      this.#add(this.#parser.parseAt(bytes, from), text)
      from = this.#parser.next
    }
  }

  /** True once something was a header or a row. */
  get #isLog(): boolean {
    return this.#checkpoint.stored > 0 || this.#parser.header.fields.length > 0
  }

  #add(parsed: Parsed, text: () => string): void {
    const named = parsed.kind === 'facts' && this.#names.exclusiveSensor
    const kept = this.#isLog ? text : () => ofLog(text())
    this.#batch.add(named ? { ...parsed, sensor: undefined } : parsed, kept)
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

/** A line that says itself that it is of a log; of any other nothing is kept: a link could lead to any file. */
function ofLog(text: string): string {
  const isRow = text.startsWith('{') && text.includes('"ts"')
  return isRow ? text : '(not kept: nothing says that this is a log)'
}

/** A line as text, without its newline. */
function lineText(bytes: Buffer, from: number, next: number): string {
  return bytes.toString('utf8', from, next).replace(/\r?\n$/, '')
}
