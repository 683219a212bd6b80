import split2 from 'split2'
import type { Chunk } from './read.js'

const newline = 10

/** Splits chunks of whole lines into lines; the newline is dropped, invalid UTF-8 becomes U+FFFD. */
export class LineSplitter {
  #lines: string[] = []
  readonly #stream = split2()

  constructor() {
    this.#stream.on('data', (line: string) => this.#lines.push(line))
  }

  /** The lines of one chunk, in order. */
  split(chunk: Chunk): Promise<string[]> {
    // split2 holds back a last line without newline; only a closed log ends so, and then it is whole.
    const whole = chunk.bytes.at(-1) === newline
    const bytes = whole ? chunk.bytes : Buffer.concat([chunk.bytes, Buffer.from('\n')])
    return new Promise((resolve, reject) => {
      this.#stream.write(bytes, (error) => {
        if (error) {
          reject(error)
          return
        }
        const lines = this.#lines
        this.#lines = []
        resolve(lines)
      })
    })
  }
}
