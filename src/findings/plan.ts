import type Database from 'better-sqlite3'
import { Context } from '../detect/context.js'
import type { Detector } from '../detect/detector.js'
import { holdBackReach, minutesBeforeSilence } from '../detect/hold-back.js'
import { intervalsAround } from '../detect/intervals.js'
import type { IsolatedJudge } from '../detect/isolate.js'
import type { Job } from '../detect/judge.js'
import { advice, available, type Blindness, unmet } from '../detect/needs.js'
import { bindings, type Interval } from '../detect/query.js'
import { settings } from '../detect/setting.js'
import { prunedBefore } from '../store/prune.js'

/** Options of a detection run. */
export interface DetectOptions {
  readonly detectors: readonly Detector[]
  /** Params by detector, over the defaults of their headers. */
  readonly params?: Readonly<Record<string, Readonly<Record<string, number | string>>>> | undefined
  /** Judge this stretch whatever arrived. */
  readonly period?: Interval | undefined
  /** Seconds one detector may take. */
  readonly timeout?: number
  /** The database file, to run detectors in a process of their own; without it they run in this one. */
  readonly path?: string | undefined
  /** A process of its own that is kept from run to run, in place of a new one. */
  readonly isolated?: IsolatedJudge | undefined
  /** Waits for its turn to use the connection, where logs are read at the same time. */
  readonly turn?: (<T>(work: () => T) => Promise<T>) | undefined
}

const minuteLength = 60

/** What one detector has to judge, or why it cannot. */
export interface Assignment {
  readonly detector: Detector
  /** Changes with whatever may change what the detector finds in the same rows. */
  readonly hash: string
  readonly job: Job | undefined
  /** It changed or runs for the first time: all that it found before is to be dropped. */
  readonly anew: boolean
  /** Before this time, in epoch seconds, what it found stands: rows that it would have to see are pruned. */
  readonly from: number
  /** Why it cannot judge, and what would change that. */
  readonly blind: Blindness | undefined
  /** What would let it see better. */
  readonly advice: string | undefined
}

const switchedOff: Blindness = {
  reason: 'the policy switches it off',
  remedy: 'enable it in the policy',
}

/** What has to be judged by whom because of what arrived. */
export interface Plan {
  readonly assignments: readonly Assignment[]
  /** Minutes that are judged when the plan is done. */
  readonly dirty: readonly number[]
  /** The stretch that has rows of any log. */
  readonly covered: Interval | undefined
}

/** Works out what each detector has to judge. */
export function makePlan(db: Database.Database, options: DetectOptions): Plan {
  // A run over a stretch of time leaves what arrived elsewhere to the next run.
  const dirty = options.period === undefined ? claimDirty(db) : []
  const beforeSilence = minutesBeforeSilence(db, dirty)
  const whole = covered(db)
  const has = available(db)
  const pruned = prunedBefore(db, 'messages', 'rollups', 'findings')
  const context = new Context(db)
  const site = settings(db)
  const known = new Map(
    db
      .prepare("SELECT detector, hash FROM detector_run WHERE status = 'evaluated'")
      .raw()
      .all() as [string, string][],
  )
  const assignments = options.detectors.map((own): Assignment => {
    const setting = site.get(own.id)
    const detector = setting?.level ? { ...own, fixedLevel: setting.level } : own
    const params = bindings(detector, { ...setting?.params, ...options.params?.[own.id] })
    const hash = context.of(detector, params)
    const blind = setting?.enabled === false ? switchedOff : unmet(detector, has)
    if (blind)
      return { detector, hash, job: undefined, anew: false, from: 0, blind, advice: undefined }
    const anew = known.get(detector.id) !== hash
    const wanted = anew
      ? whole
        ? [whole]
        : []
      : asked(detector, dirty, beforeSilence, options.period)
    const from = judgeable(detector, pruned)
    const intervals = wanted
      .map(({ since, until }) => ({ since: Math.max(since, from), until }))
      .filter(({ since, until }) => since < until)
    return {
      detector,
      hash,
      job: { detector, params, intervals },
      anew,
      from,
      blind,
      advice: advice(detector, has),
    }
  })
  return { assignments, dirty, covered: whole }
}

/** The minutes to judge; what arrives in them while they are judged makes them dirty again. */
function claimDirty(db: Database.Database): number[] {
  db.transaction(() => {
    db.exec('INSERT OR IGNORE INTO judging_minute SELECT minute FROM dirty_minute')
    db.exec('DELETE FROM dirty_minute')
  })()
  return db.prepare('SELECT minute FROM judging_minute').pluck().all() as number[]
}

/** The first moment whose truth lies in what was not pruned, in whole minutes. */
function judgeable({ lookback }: Detector, pruned: number): number {
  return pruned === 0 ? 0 : Math.ceil((pruned + lookback) / minuteLength) * minuteLength
}

function asked(
  detector: Detector,
  dirty: readonly number[],
  beforeSilence: readonly number[],
  period: Interval | undefined,
): Interval[] {
  if (period) return [wholeMinutes(period)]
  const { lookback, settle } = detector
  if (detector.shows !== 'absence') return intervalsAround(dirty, lookback, settle)
  const reach = [lookback, settle].map((own) => Math.max(own, holdBackReach))
  return intervalsAround([...dirty, ...beforeSilence], reach[0] ?? 0, reach[1] ?? 0)
}

function wholeMinutes({ since, until }: Interval): Interval {
  return {
    since: Math.floor(since / minuteLength) * minuteLength,
    until: Math.ceil(until / minuteLength) * minuteLength,
  }
}

/** The stretch that has rows of any log. */
function covered(db: Database.Database): Interval | undefined {
  const row = db.prepare('SELECT min(minute) AS since, max(minute) AS until FROM log_minute').get()
  const { since, until } = row as { since: number | null; until: number | null }
  return since === null || until === null ? undefined : { since, until: until + minuteLength }
}
