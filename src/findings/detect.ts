import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import type { Detector } from '../detect/detector.js'
import { intervalsAround } from '../detect/intervals.js'
import { IsolatedJudge } from '../detect/isolate.js'
import { type Job, judge, type Verdict } from '../detect/judge.js'
import { available, unmet } from '../detect/needs.js'
import { bindings, type Interval } from '../detect/query.js'
import { statement } from '../store/sql.js'
import { FindingBuilder } from './build.js'

const minuteLength = 60

/** Options of a detection run. */
export interface DetectOptions {
  readonly detectors: readonly Detector[]
  /** Params by detector, over the defaults of their headers. */
  readonly params?: Readonly<Record<string, Readonly<Record<string, number | string>>>>
  /** Judge this stretch whatever arrived. */
  readonly period?: Interval | undefined
  /** Seconds one detector may take. */
  readonly timeout?: number
  /** The database file, to run detectors in a process of their own; without it they run in this one. */
  readonly path?: string | undefined
}

/** How one detector fared. */
export interface DetectorRun {
  readonly detector: string
  readonly status: 'evaluated' | 'not evaluated' | 'failed'
  readonly reason: string | null
}

/** Judges what arrived since the last run and brings the findings up to date, in one transaction. */
export async function detect(
  db: Database.Database,
  options: DetectOptions,
): Promise<DetectorRun[]> {
  const plan = new Plan(db, options)
  const judgeOne =
    options.path === undefined ? undefined : new IsolatedJudge(options.path, options.timeout ?? 30)
  const verdicts: Verdict[] = []
  try {
    for (const job of plan.jobs) verdicts.push(await (judgeOne?.judge(job) ?? judge(db, job)))
  } finally {
    judgeOne?.close()
  }
  db.transaction(() => plan.save(verdicts))()
  return db
    .prepare('SELECT detector, status, reason FROM detector_run ORDER BY detector')
    .all() as DetectorRun[]
}

/** What has to be judged by whom, and what becomes of it. */
class Plan {
  readonly jobs: readonly Job[]
  readonly #db: Database.Database
  readonly #detectors: readonly Detector[]
  readonly #hashes = new Map<string, string>()
  /** Detectors that changed, or run for the first time: all they found before is dropped. */
  readonly #anew = new Set<string>()
  readonly #reasons = new Map<string, string>()
  readonly #dirty: readonly number[]
  /** A run over a stretch of time leaves what arrived elsewhere to the next run. */
  readonly #judgesWhatArrived: boolean
  readonly #covered: Interval | undefined

  constructor(db: Database.Database, options: DetectOptions) {
    this.#db = db
    this.#detectors = options.detectors
    this.#dirty = db.prepare('SELECT minute FROM dirty_minute').pluck().all() as number[]
    this.#judgesWhatArrived = options.period === undefined
    this.#covered = covered(db)
    const has = available(db)
    const context = contextHash(db)
    const known = new Map(
      db
        .prepare("SELECT detector, hash FROM detector_run WHERE status = 'evaluated'")
        .raw()
        .all() as [string, string][],
    )
    this.jobs = options.detectors.flatMap((detector) => {
      const params = bindings(detector, options.params?.[detector.id])
      const hash = hashOf(detector, params, context)
      this.#hashes.set(detector.id, hash)
      const reason = unmet(detector, has)
      if (reason !== undefined) {
        this.#reasons.set(detector.id, reason)
        return []
      }
      if (known.get(detector.id) !== hash) this.#anew.add(detector.id)
      return [{ detector, params, intervals: this.#intervals(detector, options.period) }]
    })
  }

  #intervals(detector: Detector, period: Interval | undefined): Interval[] {
    if (this.#anew.has(detector.id)) return this.#covered ? [this.#covered] : []
    if (period) return [wholeMinutes(period)]
    return intervalsAround(this.#dirty, detector.lookback, detector.settle)
  }

  save(verdicts: readonly Verdict[]): void {
    const builder = new FindingBuilder(this.#db)
    const byId = new Map(verdicts.map((verdict) => [verdict.id, verdict]))
    const jobs = new Map(this.jobs.map((job) => [job.detector.id, job]))
    this.#forgetRemoved()
    for (const detector of this.#detectors) {
      const verdict = byId.get(detector.id)
      const job = jobs.get(detector.id)
      if (verdict?.failure === undefined && verdict && job) {
        for (const id of this.#replaceAtoms(job, verdict)) builder.build(detector, id)
      }
      this.#record(detector, verdict, job?.intervals ?? [])
    }
    this.#explain()
    if (!this.#judgesWhatArrived) return
    const clean = this.#db.prepare('DELETE FROM dirty_minute WHERE minute = ?')
    for (const minute of this.#dirty) clean.run(minute)
  }

  /** Puts the new atoms in place of those of the judged stretches; tells the findings they belong to. */
  #replaceAtoms(job: Job, verdict: Verdict): Set<string> {
    const { id } = job.detector
    const touched = new Set<string>()
    const stretches = this.#anew.has(id) ? [{ since: -1e12, until: 1e12 }] : job.intervals
    const drop = this.#db
      .prepare(
        'DELETE FROM finding_atom WHERE detector = ? AND minute >= ? AND minute < ? RETURNING finding',
      )
      .pluck()
    for (const { since, until } of stretches) {
      for (const finding of drop.all(id, since, until)) touched.add(String(finding))
    }
    const add = this.#db.prepare('INSERT INTO finding_atom VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    for (const atom of verdict.atoms) {
      const { finding, minute, ts_start, ts_end, count, level, facts } = atom
      add.run(id, finding, minute, ts_start, ts_end, count, level, JSON.stringify(facts))
      touched.add(finding)
    }
    return touched
  }

  #record(detector: Detector, verdict: Verdict | undefined, intervals: readonly Interval[]): void {
    const reason = verdict?.failure ?? this.#reasons.get(detector.id) ?? null
    const status = verdict
      ? verdict.failure === undefined
        ? 'evaluated'
        : 'failed'
      : 'not evaluated'
    const { since, until } = this.#covered ?? { since: null, until: null }
    this.#db
      .prepare('INSERT OR REPLACE INTO detector_run VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(
        detector.id,
        this.#hashes.get(detector.id) ?? '',
        status,
        reason,
        intervals.length === 0 ? null : since,
        intervals.length === 0 ? null : until,
        verdict?.milliseconds ?? 0,
      )
  }

  /** Findings of detectors that are no longer there go with them. */
  #forgetRemoved(): void {
    const ids = new Set(this.#detectors.map((detector) => detector.id))
    for (const id of this.#db.prepare('SELECT detector FROM detector_run').pluck().all()) {
      if (ids.has(String(id))) continue
      for (const table of ['finding', 'finding_atom', 'detector_run']) {
        this.#db.prepare(`DELETE FROM ${table} WHERE detector = ?`).run(id)
      }
    }
  }

  #explain(): void {
    this.#db.exec('UPDATE finding_event SET explained_by = NULL WHERE explained_by IS NOT NULL')
    const hide = this.#db.prepare(statement(import.meta.url, './sql/explain.sql'))
    for (const strong of strongestFirst(this.#detectors)) {
      for (const weak of strong.explains) hide.run({ strong: strong.id, weak })
    }
  }
}

/** Detectors that nothing explains, then those that only these explain, and so on. */
function strongestFirst(detectors: readonly Detector[]): Detector[] {
  const depth = new Map<string, number>()
  const depthOf = (id: string, path: readonly string[]): number => {
    const known = depth.get(id)
    if (known !== undefined) return known
    const stronger = detectors.filter(
      (each) => each.explains.includes(id) && !path.includes(each.id),
    )
    const deepest = Math.max(-1, ...stronger.map((each) => depthOf(each.id, [...path, id])))
    depth.set(id, deepest + 1)
    return deepest + 1
  }
  return [...detectors].sort((a, b) => depthOf(a.id, []) - depthOf(b.id, []))
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
  const own = [
    detector.sql,
    detector.level,
    detector.dedup,
    detector.message,
    detector.attack,
    params,
  ]
  return createHash('sha256')
    .update(JSON.stringify([own, context]))
    .digest('hex')
    .slice(0, 16)
}
