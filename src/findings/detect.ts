import type Database from 'better-sqlite3'
import { endAcceptances } from '../baseline/acceptance.js'
import { IsolatedJudge } from '../detect/isolate.js'
import { type FoundAtom, judge, type Verdict, verdictOf } from '../detect/judge.js'
import { Scratch } from '../detect/scratch.js'
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
  /** Ids of the findings whose atoms were judged in this run, and that stand. */
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
  const scratch = new Scratch()
  try {
    for (const { detector, job } of plan.assignments) {
      if (!job) continue
      const found = scratch.list<FoundAtom>()
      const verdict = isolated ? await isolated.judge(job, found) : verdictOf(judge(db, job), found)
      verdicts.set(detector.id, verdict)
      keepHeapSmallWhenLarge()
    }
    own?.close()
    const save = db.transaction(() => saveVerdicts(db, plan, verdicts, scratch))
    const judged = await turn(save)
    return { runs: runsOf(db), judged }
  } finally {
    own?.close()
    scratch.close()
  }
}

/** How every detector fared last. */
export function runsOf(db: Database.Database): DetectorRun[] {
  return db
    .prepare('SELECT detector, status, reason, remedy FROM detector_run ORDER BY detector')
    .all() as DetectorRun[]
}
