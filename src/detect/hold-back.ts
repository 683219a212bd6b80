import type Database from 'better-sqlite3'
import type { MinuteAtom } from './merge.js'

/** Per cent of packets lost above which a missing message proves nothing (CATALOGUE X62). */
const mostLost = 5
/** Seconds before an absence was told in which it may have begun. */
const begun = 900
/** Seconds without a row of any log from which a sensor is silent, and how many times the longest learned silence. */
const leastSilence = 600
const timesLearned = 3
/** Seconds next to a silence in which a sensor that nothing was learned of has to have written half of the minutes. */
const near = 1200
const minuteLength = 60

/** Seconds around a row of `capture_loss` in which it decides about absence: its interval and an atom's length. */
export const holdBackReach = 1620

/** Tells where missing messages prove nothing: packets were lost there, or the sensor was silent next to it. */
export class HoldBack {
  readonly #lost: Database.Statement
  readonly #next: Database.Statement
  readonly #previous: Database.Statement
  readonly #longest: Database.Statement
  readonly #written: Database.Statement

  constructor(db: Database.Database) {
    this.#lost = db
      .prepare(
        `SELECT max(percent_lost) FROM v_capture_loss
        WHERE sensor = ? AND ts >= ? AND ts < ? AND ts - coalesce(ts_delta, 900) < ? AND percent_lost > ${mostLost}`,
      )
      .pluck()
    this.#next = db
      .prepare('SELECT min(minute) FROM log_minute WHERE sensor = ? AND minute > ?')
      .pluck()
    this.#previous = db
      .prepare('SELECT max(minute) FROM log_minute WHERE sensor = ? AND minute < ?')
      .pluck()
    this.#longest = db
      .prepare('SELECT max(longest_silence) FROM learned_sensor WHERE sensor = ?')
      .pluck()
    this.#written = db
      .prepare(
        'SELECT count(DISTINCT minute) FROM log_minute WHERE sensor = ? AND minute >= ? AND minute <= ?',
      )
      .pluck()
  }

  /** Why an atom of a detector of absence proves nothing; `undefined` where it stands. */
  why({ facts: { sensor }, minute, ts_start, ts_end }: MinuteAtom): string | undefined {
    const from = ts_start - begun
    const lost = this.#lost.get(sensor, from, ts_end + holdBackReach, ts_end) as number | null
    if (lost !== null) return `${lost.toFixed(1)} % of the packets were lost`
    const next = this.#next.get(sensor, minute) as number | null
    const previous = this.#previous.get(sensor, minute) as number | null
    const after = next === null ? 0 : next - minute - minuteLength
    const before = previous === null ? 0 : minute - previous - minuteLength
    const silence = Math.max(after, before)
    if (silence <= leastSilence || !this.#isUnusual(sensor, minute, silence, after >= before)) {
      return undefined
    }
    return `the sensor wrote nothing for ${silence / minuteLength} minutes`
  }

  /** Where silences were learned, one that is longer; elsewhere one of a sensor that else writes all the time. */
  #isUnusual(sensor: unknown, minute: number, silence: number, after: boolean): boolean {
    const longest = this.#longest.get(sensor) as number | null
    if (longest !== null) return silence > longest * timesLearned
    const from = after ? minute - near : minute
    return Number(this.#written.get(sensor, from, from + near)) * minuteLength * 2 >= near
  }
}

/**
 * The last minutes before a silence of their sensor that rows in these minutes ended: what was missing there is to
 * be judged again, now that the silence is known.
 */
export function minutesBeforeSilence(
  db: Database.Database,
  minutes: readonly number[],
): readonly number[] {
  if (minutes.length === 0) return []
  const sensors = db.prepare('SELECT DISTINCT sensor FROM field_seen').pluck().all()
  const previous = db
    .prepare('SELECT max(minute) FROM log_minute WHERE sensor = ? AND minute < ?')
    .pluck()
  const found = new Set<number>()
  for (const sensor of sensors) {
    for (const minute of minutes) {
      const before = previous.get(sensor, minute) as number | null
      if (before !== null && minute - before > leastSilence) found.add(before)
    }
  }
  return [...found]
}
