import { type Level, worse } from '../detect/detector.js'
import type { MinuteAtom } from '../detect/merge.js'

/** Atoms further apart than this are two bursts, in seconds. */
const gap = 60

/** A burst of activity: atoms that follow one another without a pause. */
export interface Burst {
  readonly start: number
  readonly end: number
  readonly count: number
  readonly level: Level
  readonly atoms: readonly MinuteAtom[]
}

/** Merges the atoms of one finding into bursts, in order of time. */
export function bursts(atoms: readonly MinuteAtom[]): Burst[] {
  const sorted = [...atoms].sort((a, b) => a.ts_start - b.ts_start)
  const found: Burst[] = []
  for (const atom of sorted) {
    const last = found.at(-1)
    if (last && atom.ts_start - last.end <= gap) {
      found[found.length - 1] = {
        start: last.start,
        end: Math.max(last.end, atom.ts_end),
        count: last.count + atom.count,
        level: worse(last.level, atom.level),
        atoms: [...last.atoms, atom],
      }
    } else {
      const { ts_start: start, ts_end: end, count, level } = atom
      found.push({ start, end, count, level, atoms: [atom] })
    }
  }
  return found
}
