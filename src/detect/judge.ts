import type Database from 'better-sqlite3'
import type { Detector } from './detector.js'
import { HoldBack } from './hold-back.js'
import { MergedAtoms, type MinuteAtom } from './merge.js'
import { atoms, compile, type Interval } from './query.js'
import { type LargeList, Scratch } from './scratch.js'

/** One detector and the stretches it has to judge. */
export interface Job {
  readonly detector: Detector
  readonly params: Readonly<Record<string, number | string>>
  readonly intervals: readonly Interval[]
}

/** An atom that a detector found, and of a detector of absence why it proves nothing, where it does not. */
export interface FoundAtom extends MinuteAtom {
  readonly why?: string
}

/** How a detector fared. */
export interface Outcome {
  readonly milliseconds: number
  /** Why it could not be run, such as a query that took too long. */
  readonly failure?: string
}

/** What a detector came to. */
export interface Verdict extends Outcome {
  /** Where it failed, part of what it would have found. */
  readonly found: Iterable<FoundAtom>
}

/** Runs one detector over its stretches; gives what it found one by one. Never throws: a failure is its outcome. */
export function* judge(db: Database.Database, job: Job): Generator<FoundAtom, Outcome> {
  const begun = performance.now()
  const taken = () => performance.now() - begun
  const scratch = new Scratch()
  try {
    const query = compile(db, job.detector)
    const found = new MergedAtoms(job.detector, scratch)
    for (const interval of job.intervals) found.add(atoms(query, job.params, interval))
    yield* heldBack(db, job.detector, found)
    return { milliseconds: taken() }
  } catch (error) {
    return { milliseconds: taken(), failure: (error as Error).message }
  } finally {
    scratch.close()
  }
}

/** What a detector of absence found where nothing could be seen, with why that proves nothing; the rest as it is. */
export function* heldBack(
  db: Database.Database,
  { shows }: Detector,
  found: Iterable<MinuteAtom>,
): Generator<FoundAtom> {
  if (shows !== 'absence') return yield* found
  const holdBack = new HoldBack(db)
  for (const atom of found) {
    const why = holdBack.why(atom)
    yield why === undefined ? atom : { ...atom, why }
  }
}

/** The verdict of a detector that runs in this process; what it finds is kept in the list. */
export function verdictOf(
  judging: Generator<FoundAtom, Outcome>,
  found: LargeList<FoundAtom>,
): Verdict {
  for (;;) {
    const { done, value } = judging.next()
    if (done) return { ...value, found }
    found.add(value)
  }
}
