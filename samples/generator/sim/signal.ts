import { hash } from '../random.js'

/** A measured value as a function of time: no state, so every reader sees the same process. */
export type Signal = (time: number) => number

/** A sine to three digits by parabolas: Math.sin may differ in its last bit between engines. */
export function wave(turns: number): number {
  const x = (turns - Math.floor(turns)) * 4
  const half = x < 2 ? x : x - 2
  const parabola = half * (2 - half)
  const value = 0.225 * (parabola * parabola - parabola) + parabola
  return x < 2 ? value : -value
}

/** Smooth noise in [-1, 1] that changes over about `seconds`. */
export function drift(seed: number, seconds: number): Signal {
  return (time) => {
    const place = time / seconds
    const left = Math.floor(place)
    const part = place - left
    const ease = part * part * (3 - 2 * part)
    const a = lattice(seed, left)
    return a + (lattice(seed, left + 1) - a) * ease
  }
}

function lattice(seed: number, index: number): number {
  let h = Math.imul(index ^ seed, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (((h ^ (h >>> 16)) >>> 0) / 4294967296) * 2 - 1
}

export interface SwingOptions {
  name: string
  middle: number
  /** Size of the daily swing, of the one with the process cycle, and of the noise. */
  daily?: number
  cycle?: number
  cycleSeconds?: number
  noise?: number
}

/** What most measured values do: a daily swing, a process cycle, and noise, within bounds. */
export function swing(options: SwingOptions): Signal {
  const [seed] = hash(options.name)
  const phase = (seed >>> 0) / 4294967296
  const slow = drift(seed, 900)
  const fast = drift(seed ^ 0x5bd1e995, 37)
  const noise = options.noise ?? 0
  const cycle = options.cycleSeconds ?? 7200
  return (time) =>
    Math.round(
      options.middle +
        (options.daily ?? 0) * wave(time / 86_400 + phase) +
        (options.cycle ?? 0) * wave(time / cycle + phase) +
        noise * (0.6 * slow(time) + 0.4 * fast(time)),
    )
}
