/** Bins to a doubling: each is a twelfth wider at its upper edge than at its lower one. */
const perDoubling = 8
/** Longest time that is binned, in seconds: an hourly poll still has a period. */
export const longestTime = 7200
/** Places within a bin; sums of them and of their squares make means and deviations exact. */
export const places = 1024

const binCount = Math.floor(Math.log2(longestTime * 1e6) * perDoubling) + 1
const lows = Float64Array.from({ length: binCount + 1 }, (_, bin) => 2 ** (bin / perDoubling))

/** The bin of a time in whole microseconds, from 1 to two hours. */
export function binOf(us: number): number {
  const bin = Math.min(binCount - 1, Math.floor(Math.log2(us) * perDoubling))
  // The edges decide, not the last digit of a logarithm.
  if (us < (lows[bin] ?? 0)) return bin - 1
  return us >= (lows[bin + 1] ?? Number.POSITIVE_INFINITY) ? bin + 1 : bin
}

/** Where in its bin a time lies, 0 to 1023 from its lower edge to its upper one. */
export function placeOf(us: number, bin: number): number {
  const low = lows[bin] ?? 0
  return Math.min(places - 1, Math.floor(((us - low) * places) / ((lows[bin + 1] ?? 0) - low)))
}

/** Lower edge and width of every bin, in seconds. */
export function* bins(): Generator<readonly [bin: number, low: number, width: number]> {
  for (let bin = 0; bin < binCount; bin += 1) {
    const low = lows[bin] ?? 0
    yield [bin, low / 1e6, ((lows[bin + 1] ?? 0) - low) / 1e6]
  }
}
