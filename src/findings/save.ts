import type Database from 'better-sqlite3'
import { tableHash } from '../detect/context.js'
import type { Detector } from '../detect/detector.js'
import type { Verdict } from '../detect/judge.js'
import type { Scratch } from '../detect/scratch.js'
import { FindingBuilder } from './build.js'
import { EvidenceFinder, type EvidenceSource } from './evidence.js'
import { explainEvents } from './explain.js'
import type { Assignment, Plan } from './plan.js'
import { reopenChanged } from './reopen.js'
import { AtomReplacement } from './replace.js'
import { reviseFindings } from './revise.js'
import { saveIncidents } from './save-incidents.js'

/** What to do about a detector that took too long or whose query failed. */
const afterFailure =
  'run again; one that takes too long may need a higher --timeout, a query of your own a look with `otsift detectors test`'

/** Brings atoms, findings and the record of runs up to date; tells the findings that were judged and stand. */
export function saveVerdicts(
  db: Database.Database,
  plan: Plan,
  verdicts: ReadonlyMap<string, Verdict>,
  scratch: Scratch,
  evidence: EvidenceSource = new EvidenceFinder(db),
): Set<string> {
  const builder = new FindingBuilder(db, evidence)
  const replacement = new AtomReplacement(db, scratch)
  const told = toldBefore(db)
  const judged = new Set<string>()
  for (const assignment of plan.assignments) {
    const { detector, job } = assignment
    const verdict = verdicts.get(detector.id)
    if (job && verdict && verdict.failure === undefined) {
      for (const [id] of replacement.replace(assignment, job, verdict)) {
        if (builder.build(detector, id)) judged.add(id)
      }
    }
    // What it needs was taken back, such as a policy: nothing of what it found holds any more.
    if (!job) for (const [id] of replacement.drop(detector.id)) builder.build(detector, id)
    record(db, plan, assignment, verdict)
  }
  if (told !== tellingOf(db)) {
    for (const { detector } of plan.assignments) tellAnew(db, builder, detector)
  }
  const evaluated = [...verdicts].filter(([, verdict]) => verdict.failure === undefined)
  reopenChanged(db, new Set(evaluated.map(([id]) => id)))
  const detectors = plan.assignments.map((each) => each.detector)
  noteAbsent(db, new Set(detectors.map((detector) => detector.id)))
  explainEvents(db, detectors, scratch)
  saveIncidents(db, detectors)
  reviseFindings(db, scratch)
  const clean = db.prepare('DELETE FROM judging_minute WHERE minute = ?')
  for (const minute of plan.dirty) clean.run(minute)
  return judged
}

/** What the policy says of hosts and windows, which only changes how findings are told. */
const tellingTables = [
  'policy_asset',
  'policy_unit',
  'policy_address',
  'policy_window',
  'policy_clock',
]

function tellingOf(db: Database.Database): string {
  return tellingTables.map((name) => tableHash(db, name)).join(' ')
}

/** How findings were told in the run before; this run becomes the one before the next. */
function toldBefore(db: Database.Database): string {
  const before = db.prepare("SELECT value FROM meta WHERE key = 'telling'").pluck().get()
  db.prepare("INSERT OR REPLACE INTO meta VALUES ('telling', ?)").run(tellingOf(db))
  const first = db.prepare('SELECT 1 FROM finding LIMIT 1').get() === undefined
  return first ? tellingOf(db) : String(before ?? '')
}

/** Tells all findings of a detector anew, with the names and the steps of the policy of now. */
function tellAnew(db: Database.Database, builder: FindingBuilder, detector: Detector): void {
  const ids = db
    .prepare('SELECT DISTINCT finding FROM finding_atom WHERE detector = ?')
    .pluck()
    .all(detector.id) as string[]
  for (const id of ids) builder.build(detector, id, true)
}

function record(
  db: Database.Database,
  plan: Plan,
  { detector, hash, job, blind, advice }: Assignment,
  verdict: Verdict | undefined,
): void {
  const failed = verdict?.failure !== undefined
  const status = verdict ? (failed ? 'failed' : 'evaluated') : 'not evaluated'
  const period = job && job.intervals.length > 0 ? plan.covered : undefined
  db.prepare('INSERT OR REPLACE INTO detector_run VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
    detector.id,
    hash,
    status,
    verdict?.failure ?? blind?.reason ?? null,
    period?.since ?? null,
    period?.until ?? null,
    verdict?.milliseconds ?? 0,
    failed ? afterFailure : (blind?.remedy ?? advice ?? null),
  )
}

/** A detector that is not there this time keeps its findings, and is not said to have looked. */
function noteAbsent(db: Database.Database, present: ReadonlySet<string>): void {
  const note = db.prepare(
    "UPDATE detector_run SET status = 'not evaluated', reason = ?, remedy = ?, hash = '' WHERE detector = ?",
  )
  for (const id of db.prepare('SELECT detector FROM detector_run').pluck().all()) {
    if (!present.has(String(id)))
      note.run('its file was not there', 'give its directory with --detectors', id)
  }
}
