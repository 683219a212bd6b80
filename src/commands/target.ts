import { writeFileSync } from 'node:fs'
import { OtsiftError } from '../errors.js'
import type { Output } from './options.js'

/** Writes text to a file that only its owner reads, or to standard output. */
export function toFileOrOutput(path: string | undefined, text: string, output: Output): void {
  if (path === undefined) {
    output.stdout(text)
    return
  }
  try {
    writeFileSync(path, text, { mode: 0o600 })
  } catch (error) {
    throw new OtsiftError(
      'io',
      `${path} cannot be written: ${(error as Error).message}.`,
      'Check --output.',
    )
  }
}
