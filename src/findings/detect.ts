import type Database from 'better-sqlite3'
import { endAcceptances } from '../baseline/acceptance.js'
import { IsolatedJudge } from '../detect/isolate.js'
import { judge, type Verdict } from '../detect/judge.js'
import { keepHeapSmallWhenLarge } from '../memory.js'
import { workOutSite } from '../site/work-out.js'
import { type DetectOptions, makePlan } from './plan.js'
import { saveVerdicts } from './save.js'

/** How one detector fared. */
export interface DetectorRun {
  readonly detector: string
  readonly status: 'evaluated' | 'not evaluated' | 'failed'
  readonly reason: string | null
  /** What to load or configure so that it is evaluated. */
  readonly remedy: string | null
}

/** What a detection run came to. */
export interface DetectResult {
  readonly runs: readonly DetectorRun[]
  /** Ids of the findings whose atoms were judged in this run. */
  readonly judged: ReadonlySet<string>
}

/** Judges what arrived since the last run and brings the findings up to date, in one transaction. */
export async function detect(db: Database.Database, options: DetectOptions): Promise<DetectResult> {
  const turn = options.turn ?? (async (work) => work())
  const plan = await turn(() => {
    endAcceptances(db)
    workOutSite(db)
    return makePlan(db, options)
  })
  const { path, timeout = 30 } = options
  const own = path === undefined || options.isolated ? undefined : new IsolatedJudge(path, timeout)
  const isolated = options.isolated ?? own
  const verdicts = new Map<string, Verdict>()
  try {
    for (const { detector, job } of plan.assignments) {
      if (job) verdicts.set(detector.id, await (isolated?.judge(job) ?? judge(db, job)))
      keepHeapSmallWhenLarge()
    }
  } finally {
    own?.close()
  }
  const judged = await turn(db.transaction(() => saveVerdicts(db, plan, verdicts)))
  return { runs: runsOf(db), judged }
}

/** How every detector fared last. */
export function runsOf(db: Database.Database): DetectorRun[] {
  return db
    .prepare('SELECT detector, status, reason, remedy FROM detector_run ORDER BY detector')
    .all() as DetectorRun[]
}
