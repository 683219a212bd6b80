import { type Level, worse } from '../detect/detector.js'
import type { MinuteAtom } from '../detect/merge.js'

/** Atoms further apart than this are two bursts, in seconds. */
const gap = 60

/** A burst of activity: atoms that follow one another without a pause. */
export interface Burst {
  readonly start: number
  end: number
  count: number
  level: Level
  readonly atoms: MinuteAtom[]
}

/** Merges the atoms of one finding into bursts, in order of time. */
export function bursts(atoms: readonly MinuteAtom[]): Burst[] {
  const sorted = [...atoms].sort((a, b) => a.ts_start - b.ts_start)
  const found: Burst[] = []
  for (const atom of sorted) {
    const last = found.at(-1)
    if (last && atom.ts_start - last.end <= gap) {
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
