import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { tailLength } from '../files/fingerprint.js'
import { type Checkpoint, type Checkpoints, continues, type Identity } from './checkpoint.js'

/**
 * The checkpoint of this very log, or a new one where a log only begins like one that was read.
 * `plain` tells that the log can be read from any offset: a gzip and standard input cannot.
 */
export function resume(
  checkpoints: Checkpoints,
  identity: Identity,
  path: string,
  plain: boolean,
): Checkpoint {
  const alike = checkpoints.alike(identity)
  if (!plain) return alike[0] ?? checkpoints.add(identity, 0, path)
  const size = statSync(path).size
  for (const checkpoint of alike) {
    // A shorter copy of a log that was read has nothing new.
    if (size < checkpoint.offset) return checkpoint
    if (continues(checkpoint, bytesBefore(path, checkpoint.offset))) return checkpoint
  }
  return checkpoints.add(identity, alike.length, path)
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
