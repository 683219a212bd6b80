import { type Level, worse } from '../detect/detector.js'
import type { MinuteAtom } from '../detect/merge.js'

/** Pauses in seconds that never end a burst, and that always do. */
const shortest = 30
const longest = 60

/** A burst of activity: atoms that follow one another without a pause. */
export interface Burst {
  readonly start: number
  end: number
  count: number
  level: Level
  readonly atoms: MinuteAtom[]
}

/**
 * Merges the atoms of one finding into bursts, in order of time. A burst ends with a pause more than twice as
 * long as it has lasted, within the bounds above: what has gone on for half a minute may pause for a minute,
 * while single acts that follow each other by the half minute are told apart.
 */
export function bursts(atoms: readonly MinuteAtom[]): Burst[] {
  const sorted = [...atoms].sort((a, b) => a.ts_start - b.ts_start)
  const found: Burst[] = []
  for (const atom of sorted) {
    const last = found.at(-1)
    if (last && atom.ts_start - last.end <= tolerated(last)) {
      last.end = Math.max(last.end, atom.ts_end)
      last.count += atom.count
      last.level = worse(last.level, atom.level)
      last.atoms.push(atom)
    } else {
      const { ts_start: start, ts_end: end, count, level } = atom
      found.push({ start, end, count, level, atoms: [atom] })
    }
  }
  return found
}

function tolerated({ start, end }: Burst): number {
  return Math.min(longest, Math.max(shortest, 2 * (end - start)))
}
