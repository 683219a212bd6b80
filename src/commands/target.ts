import { closeSync, openSync, writeSync } from 'node:fs'
import { OtsiftError } from '../errors.js'
import type { Output } from './options.js'

/** Writes text, at once or in pieces, to a file that only its owner reads, or to standard output. */
export function toFileOrOutput(
  path: string | undefined,
  text: string | Iterable<string>,
  output: Output,
): void {
  const pieces = typeof text === 'string' ? [text] : text
  if (path === undefined) {
    for (const piece of pieces) output.stdout(piece)
    return
  }
  const file = written(path, () => openSync(path, 'w', 0o600))
  try {
    for (const piece of pieces) written(path, () => writeSync(file, piece))
  } finally {
    closeSync(file)
  }
}

function written<Result>(path: string, write: () => Result): Result {
  try {
    return write()
  } catch (error) {
    throw new OtsiftError(
      'io',
      `${path} cannot be written: ${(error as Error).message}.`,
      'Check --output.',
    )
  }
}
