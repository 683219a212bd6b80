import type Database from 'better-sqlite3'
import type { FoundAtom, Job, Verdict } from '../detect/judge.js'
import type { Interval } from '../detect/query.js'
import type { Scratch } from '../detect/scratch.js'
import { endOfTime } from './atoms.js'
import { Crowds, type Ids } from './crowd.js'
import type { Assignment } from './plan.js'

const dayLength = 86_400

/** Puts what detectors found now in place of what they found before. */
export class AtomReplacement {
  readonly #db: Database.Database
  readonly #scratch: Scratch
  readonly #crowds: Crowds
  readonly #add: Database.Statement
  readonly #hold: Database.Statement

  constructor(db: Database.Database, scratch: Scratch) {
    this.#db = db
    this.#scratch = scratch
    this.#crowds = new Crowds(db)
    this.#add = db.prepare('INSERT INTO finding_atom VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    this.#hold = db.prepare('INSERT INTO held_atom VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  }

  /** Puts the new atoms in place of those of the judged stretches; tells the findings they belong to. */
  replace(assignment: Assignment, { detector, ...job }: Job, { found }: Verdict): Ids {
    const touched = this.#ids()
    const days = new Set<number>()
    this.#remove(detector.id, judgedBy(assignment, job), (finding, minute) => {
      touched.add(finding, true)
      days.add(Math.floor(minute / dayLength))
    })
    for (const atom of found) {
      if (atom.why !== undefined) {
        this.#keepHeld(detector.id, atom)
        continue
      }
      const { finding, minute, ts_start, ts_end, count, level, facts } = atom
      const text = JSON.stringify(facts)
      this.#add.run(detector.id, finding, minute, ts_start, ts_end, count, level, text)
      touched.add(finding, true)
      days.add(Math.floor(minute / dayLength))
    }
    this.#crowds.settle(detector, days, touched)
    return touched
  }

  /** Takes back all that a detector found; tells the findings it belonged to. */
  drop(detector: string): Ids {
    this.#db.prepare('DELETE FROM held_atom WHERE detector = ?').run(detector)
    this.#db.prepare('DELETE FROM crowd_atom WHERE detector = ?').run(detector)
    const drop = this.#db.prepare('DELETE FROM finding_atom WHERE detector = ? RETURNING finding')
    const touched = this.#ids()
    for (const finding of drop.pluck().iterate(detector)) touched.add(String(finding), true)
    return touched
  }

  #ids(): Ids {
    return this.#scratch.map<true>((known) => known)
  }

  #remove(
    detector: string,
    stretches: readonly Interval[],
    note: (finding: string, minute: number) => void,
  ): void {
    const within = 'WHERE detector = ? AND minute >= ? AND minute < ?'
    for (const [table, finding] of [
      ['finding_atom', 'finding'],
      ['crowd_atom', 'crowd'],
    ]) {
      const remove = this.#db
        .prepare(`DELETE FROM ${table} ${within} RETURNING ${finding}, minute`)
        .raw()
      for (const { since, until } of stretches) {
        const gone = remove.iterate(detector, since, until) as Iterable<[string, number]>
        for (const [id, minute] of gone) note(id, minute)
      }
    }
    const release = this.#db.prepare(`DELETE FROM held_atom ${within}`)
    for (const { since, until } of stretches) release.run(detector, since, until)
  }

  /** What was held back is kept, so that it can be told. */
  #keepHeld(detector: string, atom: FoundAtom): void {
    const { finding, minute, ts_start, ts_end, count, facts, why } = atom
    const { sensor = null, client = null, server = null } = facts
    this.#hold.run(
      ...[detector, finding, minute, ts_start, ts_end, count, sensor, client, server, why],
    )
  }
}

/** The stretches whose atoms are replaced: all that can be judged where the detector changed. */
function judgedBy({ anew, from }: Assignment, job: Pick<Job, 'intervals'>): readonly Interval[] {
  return anew ? [{ since: from === 0 ? -endOfTime : from, until: endOfTime }] : job.intervals
}
