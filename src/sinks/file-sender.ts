import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import type { Outcome, Parcel, Sender } from './sender.js'

const newline = 10

/**
 * Appends NDJSON to a file, for its owner alone. It is opened for each batch, so that it may be rotated, and
 * what was written is on the disk before it counts as delivered.
 */
export class FileSender implements Sender {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  async *send(parcels: readonly Parcel[]): AsyncGenerator<Outcome> {
    try {
      append(this.#path, parcels.map(({ body }) => `${body}\n`).join(''))
    } catch (error) {
      yield { kind: 'down', why: (error as Error).message }
      return
    }
    for (const _ of parcels) yield { kind: 'delivered' }
  }

  close(): void {}
}

function append(path: string, text: string): void {
  const file = openSync(path, 'a+', 0o600)
  try {
    const bytes = Buffer.from(endsInLine(file) ? text : `\n${text}`)
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** False where a crash left half a line. */
function endsInLine(file: number): boolean {
  const { size } = fstatSync(file)
  const last = Buffer.alloc(1)
  return size === 0 || (readSync(file, last, 0, 1, size - 1) === 1 && last[0] === newline)
}
