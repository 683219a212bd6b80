import { OtsiftError } from '../errors.js'
import type { OpenLog } from './open-log.js'

/** The longest line that is read; a longer one is rejected with its beginning. */
export const longestLine = 1 << 20

/** Whole lines of a log, or the beginning of one line that is too long to read. */
export interface Chunk {
  /** Whole lines, each ending in a newline; for a line that is too long, its first bytes. */
  readonly bytes: Buffer
  /** Offset of the byte after the chunk, in the uncompressed log. */
  readonly end: number
  /** True when the chunk stands for one line longer than `longestLine`. */
  readonly tooLong: boolean
}

/** How reading a log ended. */
export interface ReadEnd {
  /** Bytes that the uncompressed log has, as far as it could be read. */
  readonly length: number
  /** Bytes after the last newline that were left unread because the file may still be written. */
  readonly unfinished: number
  /** Why the log could not be read to its end, such as a damaged gzip member. */
  readonly damage: string | undefined
}

/**
 * Reads a log from an uncompressed offset on, in chunks of whole lines.
 * A last line without a newline is left for the next run, except in a gzip or on standard input,
 * which nobody appends to.
 */
export async function* readChunks(log: OpenLog, from: number): AsyncGenerator<Chunk, ReadEnd> {
  const lines = new WholeLines(from)
  let skip = log.plain ? 0 : from
  let damage: string | undefined
  try {
    for await (const piece of log.pieces(from)) {
      let bytes = piece
      if (skip > 0) {
        const dropped = Math.min(skip, bytes.length)
        skip -= dropped
        bytes = bytes.subarray(dropped)
      }
      yield* lines.push(bytes)
    }
  } catch (error) {
    if (!isDamage(error)) throw unreadable(log.path, error)
    damage = `damaged gzip: ${(error as Error).message}`
  }
  if (!log.plain && damage === undefined) yield* lines.finish()
  return { length: lines.length, unfinished: lines.rest, damage }
}

/** True for what zlib says of the content; anything else is about the file. */
function isDamage(error: unknown): boolean {
  return (error as { code?: string }).code?.startsWith('Z_') ?? false
}

function unreadable(path: string, error: unknown): OtsiftError {
  const what = `${path} cannot be read: ${(error as Error).message}.`
  return new OtsiftError('io', what, 'Check its permissions, and that it was not moved meanwhile.')
}

/** Cuts a byte stream after its newlines, keeping at most one long line in memory. */
class WholeLines {
  #end: number
  #carry: Buffer[] = []
  #carried = 0
  /** Bytes of the current line dropped because it is too long; 0 while it is not. */
  #dropped = 0

  constructor(from: number) {
    this.#end = from
  }

  /** Bytes before and in the chunks, and those that wait. */
  get length(): number {
    return this.#end + this.rest
  }

  /** Bytes read and not yet handed on. */
  get rest(): number {
    return this.#carried + this.#dropped
  }

  *push(bytes: Buffer): Generator<Chunk> {
    const last = bytes.lastIndexOf(10)
    if (last < 0) {
      this.#keep(bytes)
      return
    }
    if (this.rest > 0) {
      const first = bytes.indexOf(10)
      yield this.#close(bytes.subarray(0, first + 1))
      if (last > first) yield this.#chunk(bytes.subarray(first + 1, last + 1))
    } else {
      yield this.#chunk(bytes.subarray(0, last + 1))
    }
    this.#keep(bytes.subarray(last + 1))
  }

  *finish(): Generator<Chunk> {
    if (this.rest > 0) yield this.#close(Buffer.alloc(0))
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return
    if (this.#carried + bytes.length <= longestLine && this.#dropped === 0) {
      this.#carry.push(bytes)
      this.#carried += bytes.length
    } else {
      if (this.#carried === 0) {
        this.#carry.push(bytes.subarray(0, 1024))
        this.#carried = Math.min(bytes.length, 1024)
        this.#dropped += bytes.length - this.#carried
      } else {
        this.#dropped += bytes.length
      }
    }
  }

  /** Ends the line that was begun in earlier pieces. */
  #close(bytes: Buffer): Chunk {
    const tooLong = this.#dropped > 0 || this.#carried + bytes.length > longestLine
    const whole = Buffer.concat([...this.#carry, bytes])
    this.#end += this.rest + bytes.length
    this.#carry = []
    this.#carried = 0
    this.#dropped = 0
    return { bytes: tooLong ? whole.subarray(0, 1024) : whole, end: this.#end, tooLong }
  }

  #chunk(bytes: Buffer): Chunk {
    this.#end += bytes.length
    return { bytes, end: this.#end, tooLong: false }
  }
}
