import { statSync } from 'node:fs'
import type { Output } from './options.js'

const redrawAfter = 200

/** One line on a terminal that says how much was read; nothing where stderr is no terminal. */
export class Progress {
  readonly #output: Output
  readonly #total: number
  #taken = 0
  #drawn = 0

  constructor(output: Output, files: readonly string[]) {
    this.#output = output
    this.#total = files.reduce(
      (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
      0,
    )
  }

  /** Counts bytes that were read, uncompressed. */
  add(bytes: number): void {
    this.#taken += bytes
    if (!this.#output.interactive || Date.now() - this.#drawn < redrawAfter) return
    this.#drawn = Date.now()
    const megabytes = (amount: number) => (amount / 1e6).toFixed(1)
    this.#output.stderr(
      `\rread ${megabytes(this.#taken)} MB (files of ${megabytes(this.#total)} MB)\x1b[K`,
    )
  }

  /** Clears the line. */
  end(): void {
    if (this.#output.interactive && this.#drawn > 0) this.#output.stderr('\r\x1b[K')
  }
}
