import type Database from 'better-sqlite3'
import type { Detector } from './detector.js'
import { type HeldAtom, HoldBack } from './hold-back.js'
import { type MinuteAtom, mergeByMinute } from './merge.js'
import { atoms, compile, type Interval } from './query.js'

/** One detector and the stretches it has to judge. */
export interface Job {
  readonly detector: Detector
  readonly params: Readonly<Record<string, number | string>>
  readonly intervals: readonly Interval[]
}

/** What a detector came to. */
export interface Verdict {
  readonly id: string
  readonly atoms: readonly MinuteAtom[]
  /** What a detector of absence found where nothing could be seen. */
  readonly held?: readonly HeldAtom[]
  readonly milliseconds: number
  /** Why it could not be run, such as a query that took too long. */
  readonly failure?: string
}

/** Runs one detector over its stretches. Never throws: a failure is part of the verdict. */
export function judge(db: Database.Database, job: Job): Verdict {
  const begun = performance.now()
  try {
    const query = compile(db, job.detector)
    const found = job.intervals.flatMap((interval) =>
      mergeByMinute(job.detector, atoms(query, job.params, interval)),
    )
    const told = job.detector.shows === 'absence' ? new HoldBack(db).part(found) : { atoms: found }
    return { id: job.detector.id, ...told, milliseconds: performance.now() - begun }
  } catch (error) {
    const failure = (error as Error).message
    return { id: job.detector.id, atoms: [], milliseconds: performance.now() - begun, failure }
  }
}
