import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import type { Detector } from '../detect/detector.js'
import { holdBackReach, minutesBeforeSilence } from '../detect/hold-back.js'
import { intervalsAround } from '../detect/intervals.js'
import type { Job } from '../detect/judge.js'
import { advice, available, type Blindness, unmet } from '../detect/needs.js'
import { bindings, type Interval } from '../detect/query.js'
import type { DetectOptions } from './detect.js'

const minuteLength = 60

/** What one detector has to judge, or why it cannot. */
export interface Assignment {
  readonly detector: Detector
  /** Changes with whatever may change what the detector finds in the same rows. */
  readonly hash: string
  readonly job: Job | undefined
  /** It changed or runs for the first time: all that it found before is to be dropped. */
  readonly anew: boolean
  /** Why it cannot judge, and what would change that. */
  readonly blind: Blindness | undefined
  /** What would let it see better. */
  readonly advice: string | undefined
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
  const dirty = db.prepare('SELECT minute FROM dirty_minute').pluck().all() as number[]
  const beforeSilence = minutesBeforeSilence(db, dirty)
  const whole = covered(db)
  const has = available(db)
  const context = contextHash(db)
  const known = new Map(
    db
      .prepare("SELECT detector, hash FROM detector_run WHERE status = 'evaluated'")
      .raw()
      .all() as [string, string][],
  )
  const assignments = options.detectors.map((detector): Assignment => {
    const params = bindings(detector, options.params?.[detector.id])
    const hash = hashOf(detector, params, context)
    const blind = unmet(detector, has)
    if (blind) return { detector, hash, job: undefined, anew: false, blind, advice: undefined }
    const anew = known.get(detector.id) !== hash
    const intervals = anew
      ? whole
        ? [whole]
        : []
      : asked(detector, dirty, beforeSilence, options.period)
    return {
      detector,
      hash,
      job: { detector, params, intervals },
      anew,
      blind,
      advice: advice(detector, has),
    }
  })
  // A run over a stretch of time leaves what arrived elsewhere to the next run.
  return { assignments, dirty: options.period === undefined ? dirty : [], covered: whole }
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

/** Whatever may change what a detector finds in the same rows: the baseline, the policy, the risk table. */
function contextHash(db: Database.Database): string {
  const rows = [
    db.prepare('SELECT id FROM baseline WHERE active = 1').all(),
    db.prepare('SELECT * FROM policy_address').all(),
    db.prepare("SELECT value FROM meta WHERE key = 'views'").all(),
  ]
  return JSON.stringify(rows)
}

function hashOf(detector: Detector, params: object, context: string): string {
  const { tests: _tests, path: _path, ...own } = detector
  return createHash('sha256')
    .update(JSON.stringify([own, params, context]))
    .digest('hex')
    .slice(0, 16)
}
