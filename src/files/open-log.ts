import {
  closeSync,
  createReadStream,
  fstatSync,
  openSync,
  read,
  readSync,
  type Stats,
} from 'node:fs'
import { promisify } from 'node:util'
import { createGunzip } from 'node:zlib'
import { standardInput } from './discover.js'
import { tailLength } from './fingerprint.js'
import { isGzip } from './name.js'

/** Bytes of a log's beginning that tell whether it was truncated and written anew. */
const headLength = 1024
const pieceLength = 1 << 18
const readAsync = promisify(read)

/**
 * A log that is open for reading. It stays the same log when it is renamed or removed meanwhile, and notices
 * when it is truncated and written anew.
 */
export class OpenLog {
  /** Where it was found last. */
  path: string
  /** True when it can be read from any offset: a gzip and standard input cannot. */
  readonly plain: boolean
  readonly #file: number | undefined
  #head: Buffer = Buffer.alloc(0)

  /** Throws what the system says of the file. */
  constructor(path: string) {
    this.path = path
    this.plain = path !== standardInput && !isGzip(path)
    this.#file = path === standardInput ? undefined : openSync(path, 'r')
  }

  /** Size and times now; `undefined` for standard input. */
  stat(): Stats | undefined {
    return this.#file === undefined ? undefined : fstatSync(this.#file)
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
  }

  /** The bytes as they lie in the file or, of a gzip, as they were; `from` counts for a plain log only. */
  async *pieces(from: number): AsyncGenerator<Buffer> {
    if (this.#file === undefined) yield* process.stdin as AsyncIterable<Buffer>
    else if (this.plain) yield* this.#plainPieces(this.#file, from)
    else yield* this.#unzipped(this.#file)
  }

  /** The bytes before an offset of a plain log, as many as are kept of what was read. */
  before(offset: number): Buffer {
    const length = Math.min(tailLength, offset)
    const bytes = Buffer.alloc(length)
    if (this.#file === undefined) return bytes
    return bytes.subarray(0, readSync(this.#file, bytes, 0, length, offset - length))
  }

  /** False once a plain log was truncated and another one is written in its place. */
  isSame(): boolean {
    if (this.#file === undefined || !this.plain) return true
    const head = Buffer.alloc(headLength)
    const now = head.subarray(0, readSync(this.#file, head, 0, headLength, 0))
    if (!now.subarray(0, this.#head.length).equals(this.#head)) return false
    this.#head = now
    return true
  }

  async *#plainPieces(file: number, from: number): AsyncGenerator<Buffer> {
    let position = from
    if (!this.isSame()) return
    for (;;) {
      const { bytesRead, buffer } = await readAsync(
        file,
        Buffer.allocUnsafe(pieceLength),
        0,
        pieceLength,
        position,
      )
      // Asked after reading: bytes of another log that took this one's place are never handed on.
      if (bytesRead === 0 || !this.isSame()) return
      position += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  }

  async *#unzipped(file: number): AsyncGenerator<Buffer> {
    const zipped = createReadStream('', {
      fd: file,
      autoClose: false,
      start: 0,
      highWaterMark: pieceLength,
    })
    const gunzip = createGunzip({ chunkSize: pieceLength })
    zipped.on('error', (error) => gunzip.destroy(error))
    yield* zipped.pipe(gunzip) as AsyncIterable<Buffer>
  }
}
