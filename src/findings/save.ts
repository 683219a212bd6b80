import type Database from 'better-sqlite3'
import type { Job, Verdict } from '../detect/judge.js'
import { FindingBuilder } from './build.js'
import { EvidenceFinder, type EvidenceSource } from './evidence.js'
import { explainEvents } from './explain.js'
import type { Assignment, Plan } from './plan.js'
import { reopenChanged } from './reopen.js'

const always = { since: -1e12, until: 1e12 }

/** Brings atoms, findings and the record of runs up to date; tells the findings that were judged. */
export function saveVerdicts(
  db: Database.Database,
  plan: Plan,
  verdicts: ReadonlyMap<string, Verdict>,
  evidence: EvidenceSource = new EvidenceFinder(db),
): Set<string> {
  const builder = new FindingBuilder(db, evidence)
  const judged = new Set<string>()
  for (const assignment of plan.assignments) {
    const { detector, job, anew } = assignment
    const verdict = verdicts.get(detector.id)
    if (job && verdict && verdict.failure === undefined) {
      for (const id of replaceAtoms(db, job, anew, verdict)) {
        builder.build(detector, id)
        judged.add(id)
      }
    }
    // What it needs was taken back, such as a policy: nothing of what it found holds any more.
    if (!job) for (const id of dropAtoms(db, detector.id)) builder.build(detector, id)
    record(db, plan, assignment, verdict)
  }
  const told = [...verdicts].filter(([, verdict]) => verdict.failure === undefined)
  reopenChanged(db, new Set(told.map(([id]) => id)))
  const detectors = plan.assignments.map((each) => each.detector)
  noteAbsent(db, new Set(detectors.map((detector) => detector.id)))
  explainEvents(db, detectors)
  const clean = db.prepare('DELETE FROM dirty_minute WHERE minute = ?')
  for (const minute of plan.dirty) clean.run(minute)
  return judged
}

/** Puts the new atoms in place of those of the judged stretches; tells the findings they belong to. */
function replaceAtoms(
  db: Database.Database,
  job: Job,
  anew: boolean,
  verdict: Verdict,
): Set<string> {
  const { id } = job.detector
  const touched = new Set<string>()
  const drop = db
    .prepare(
      'DELETE FROM finding_atom WHERE detector = ? AND minute >= ? AND minute < ? RETURNING finding',
    )
    .pluck()
  for (const { since, until } of anew ? [always] : job.intervals) {
    for (const finding of drop.all(id, since, until)) touched.add(String(finding))
  }
  const add = db.prepare('INSERT INTO finding_atom VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  for (const atom of verdict.atoms) {
    const { finding, minute, ts_start, ts_end, count, level, facts } = atom
    add.run(id, finding, minute, ts_start, ts_end, count, level, JSON.stringify(facts))
    touched.add(finding)
  }
  return touched
}

/** Takes back all that a detector found; tells the findings it belonged to. */
function dropAtoms(db: Database.Database, detector: string): Set<string> {
  const drop = db.prepare('DELETE FROM finding_atom WHERE detector = ? RETURNING finding')
  return new Set(drop.pluck().all(detector) as string[])
}

function record(
  db: Database.Database,
  plan: Plan,
  { detector, hash, job, reason }: Assignment,
  verdict: Verdict | undefined,
): void {
  const failed = verdict?.failure !== undefined
  const status = verdict ? (failed ? 'failed' : 'evaluated') : 'not evaluated'
  const period = job && job.intervals.length > 0 ? plan.covered : undefined
  db.prepare('INSERT OR REPLACE INTO detector_run VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    detector.id,
    hash,
    status,
    verdict?.failure ?? reason ?? null,
    period?.since ?? null,
    period?.until ?? null,
    verdict?.milliseconds ?? 0,
  )
}

/** A detector that is not there this time keeps its findings, and is not said to have looked. */
function noteAbsent(db: Database.Database, present: ReadonlySet<string>): void {
  const note = db.prepare(
    "UPDATE detector_run SET status = 'not evaluated', reason = ?, hash = '' WHERE detector = ?",
  )
  for (const id of db.prepare('SELECT detector FROM detector_run').pluck().all()) {
    if (!present.has(String(id))) note.run('its file was not there: give its --detectors', id)
  }
}
