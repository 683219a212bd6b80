import type Database from 'better-sqlite3'
import { Context } from '../detect/context.js'
import type { Detector } from '../detect/detector.js'
import { intervalsAround } from '../detect/intervals.js'
import type { Job } from '../detect/judge.js'
import { available, unmet } from '../detect/needs.js'
import { bindings, type Interval } from '../detect/query.js'
import { settings } from '../detect/setting.js'
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
  readonly reason: string | undefined
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
  const whole = covered(db)
  const has = available(db)
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
    const off = setting?.enabled === false ? 'the policy switches it off' : undefined
    const reason = off ?? unmet(detector, has)
    if (reason !== undefined) return { detector, hash, job: undefined, anew: false, reason }
    const anew = known.get(detector.id) !== hash
    const intervals = anew ? (whole ? [whole] : []) : asked(detector, dirty, options.period)
    return { detector, hash, job: { detector, params, intervals }, anew, reason }
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

function asked(
  detector: Detector,
  dirty: readonly number[],
  period: Interval | undefined,
): Interval[] {
  if (period) return [wholeMinutes(period)]
  return intervalsAround(dirty, detector.lookback, detector.settle)
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
