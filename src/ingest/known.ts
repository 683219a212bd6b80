import { tailLength } from '../files/fingerprint.js'
import type { OpenLog } from '../files/open-log.js'
import { type Checkpoint, type Checkpoints, continues, type Identity } from './checkpoint.js'

/**
 * The checkpoint of this very log, or a new one where a log only begins like one that was read; `undefined`
 * where it was truncated a moment ago.
 */
export async function resume(
  checkpoints: Checkpoints,
  identity: Identity,
  log: OpenLog,
): Promise<Checkpoint | undefined> {
  const alike = checkpoints.alike(identity)
  const known = log.plain ? plainOf(alike, log) : await zippedOf(alike, log)
  if (known) return known
  return log.isSame() ? checkpoints.add(identity, alike.length, log.path) : undefined
}

function plainOf(alike: readonly Checkpoint[], log: OpenLog): Checkpoint | undefined {
  const size = log.stat()?.size ?? 0
  return alike.find(
    (checkpoint) =>
      // A shorter copy of a log that was read has nothing new.
      size < checkpoint.offset || continues(checkpoint, log.before(checkpoint.offset)),
  )
}

/** A gzip is read through, for what lies before the offsets of those that it may be. */
async function zippedOf(
  alike: readonly Checkpoint[],
  log: OpenLog,
): Promise<Checkpoint | undefined> {
  // Standard input can be read once only.
  if (alike.length === 0 || log.stat() === undefined) return alike[0]
  const open = new Map(alike.map((checkpoint) => [checkpoint, Buffer.alloc(0) as Buffer]))
  let position = 0
  try {
    for await (const piece of log.pieces(0)) {
      for (const [checkpoint, before] of open) {
        const from = Math.max(0, checkpoint.offset - tailLength - position)
        const to = checkpoint.offset - position
        if (to <= 0 || from >= piece.length) continue
        const taken = Buffer.concat([before, piece.subarray(from, to)])
        if (to > piece.length) open.set(checkpoint, taken)
        else if (continues(checkpoint, taken)) return checkpoint
        else open.delete(checkpoint)
      }
      position += piece.length
      if (open.size === 0) return undefined
    }
  } catch {
    // A gzip that is damaged, or still being written, is told of where it is read.
  }
  return [...open.keys()].find((checkpoint) => checkpoint.offset > position) ?? [...open.keys()][0]
}
