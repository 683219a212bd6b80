import type { Interval } from './query.js'

const minuteLength = 60
/** Intervals a detector is asked about at most in one run. */
const mostIntervals = 20

/**
 * The stretches a detector has to judge because of rows in these minutes: a row decides about moments up
 * to `settle` before it and `lookback` after it. Beginnings and ends are whole minutes.
 */
export function intervalsAround(
  minutes: readonly number[],
  lookback: number,
  settle: number,
): Interval[] {
  const before = Math.ceil(settle / minuteLength) * minuteLength
  const after = Math.ceil(lookback / minuteLength) * minuteLength
  const merged: { since: number; until: number }[] = []
  for (const minute of [...minutes].sort((a, b) => a - b)) {
    const since = minute - before
    const until = minute + minuteLength + after
    const last = merged.at(-1)
    if (last && since <= last.until) last.until = Math.max(last.until, until)
    else merged.push({ since, until })
  }
  return atMost(merged, mostIntervals)
}

/** Joins neighbours across the smallest gaps until few enough are left. */
function atMost(intervals: { since: number; until: number }[], most: number): Interval[] {
  if (intervals.length <= most) return intervals
  const gaps = intervals
    .slice(1)
    .map((interval, index) => interval.since - (intervals[index]?.until ?? 0))
    .sort((a, b) => b - a)
  const widest = gaps[most - 2] ?? 0
  const joined: { since: number; until: number }[] = []
  for (const interval of intervals) {
    const last = joined.at(-1)
    const apart = last ? interval.since - last.until : 0
    if (last && (apart < widest || joined.length >= most)) last.until = interval.until
    else joined.push({ ...interval })
  }
  return joined
}
