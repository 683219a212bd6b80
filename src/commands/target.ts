import { closeSync, lstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { OtsiftError } from '../errors.js'
import type { Output } from './options.js'

/**
 * Writes text, at once or in pieces, to a file that only its owner reads, or to standard output. A file that is
 * there is replaced when all is written, whoever could read it before; a device or a pipe is written to.
 */
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
  const there = written(path, () => lstatSync(path, { throwIfNoEntry: false }))
  if (there?.isSymbolicLink()) throw linked(path)
  if (there && !there.isFile()) {
    write(path, path, 'w', pieces)
    return
  }
  // In the same folder, so that it can take the place of the other in one step.
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}`)
  try {
    write(path, beside, 'wx', pieces)
    written(path, () => renameSync(beside, path))
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}

/** Whoever may write to the folder could have it lead to any file of the one who runs this. */
function linked(path: string): OtsiftError {
  return new OtsiftError(
    'io',
    `${path} is a link, and nothing is written through one.`,
    'Name the file itself with --output, or write to standard output.',
  )
}

function write(path: string, to: string, flags: string, pieces: Iterable<string>): void {
  const file = written(path, () => openSync(to, flags, 0o600))
  try {
    for (const piece of pieces) {
      const bytes = Buffer.from(piece)
      for (let done = 0; done < bytes.length; ) {
        done += written(path, () => writeSync(file, bytes, done))
      }
    }
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
