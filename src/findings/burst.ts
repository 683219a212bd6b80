import { type Level, worse } from '../detect/detector.js'
import type { MinuteAtom } from '../detect/merge.js'

/** Pauses in seconds that never end a burst, and that always do. */
const shortest = 30
const longest = 60

/** A burst of activity: atoms that follow one another without a pause. */
export interface Burst {
  readonly start: number
  readonly end: number
  readonly count: number
  readonly level: Level
}

/**
 * Merges the atoms of one finding, given in order of time, into bursts. A burst ends with a pause more than twice as
 * long as it has lasted, within the bounds above: what has gone on for half a minute may pause for a minute,
 * while single acts that follow each other by the half minute are told apart.
 */
export function bursts(atoms: Iterable<MinuteAtom>): Burst[] {
  const found: Burst[] = []
  for (const { ts_start: start, ts_end: end, count, level } of atoms) {
    const last = found.at(-1)
    if (last && start - last.end <= tolerated(last)) {
      found[found.length - 1] = {
        start: last.start,
        end: Math.max(last.end, end),
        count: last.count + count,
        level: worse(last.level, level),
      }
    } else found.push({ start, end, count, level })
  }
  return found
}

function tolerated({ start, end }: Burst): number {
  return Math.min(longest, Math.max(shortest, 2 * (end - start)))
}
