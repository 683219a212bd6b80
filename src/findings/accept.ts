import type Database from 'better-sqlite3'
import { acceptUntil } from '../baseline/acceptance.js'
import { mergeBlocks } from '../baseline/merge.js'
import { activate, nextRevision, type Revision, resolve } from '../baseline/revision.js'
import type { Detector } from '../detect/detector.js'
import { OtsiftError } from '../errors.js'
import { statement } from '../store/sql.js'
import { acceptLearned } from './accept-learned.js'
import { currentUser, type Decided, type Decider, decide, findFinding } from './decide.js'
import { learnedBy } from './learned-by.js'

/** Detectors of what a baseline does not know: what they find can become part of it. */
const novelty: ReadonlySet<string> = new Set([
  'new-client',
  'new-server',
  'new-pair',
  'new-function',
  'new-command',
  'new-address',
  'unauthorised-write',
])

/** Columns that may tell apart what a finding did from what else its hosts did in the same minutes. */
const told = [
  'protocol',
  'client',
  'server',
  'unit',
  'function_code',
  'sub_function',
  'action',
] as const

/** What became of accepted findings. */
export interface Acceptance {
  readonly baseline: Revision
  readonly findings: readonly Decided[]
  /** Behaviours added or changed: channels, functions, address blocks, and rows of whatever else was learned. */
  readonly added: number
  /** Kinds of behaviour that stay out, as they are never normal. */
  readonly keptOut: number
}

/**
 * Makes what findings did part of the active baseline, as one new revision, and closes them as accepted; for good, or
 * until the decision ends.
 */
export function accept(
  db: Database.Database,
  ids: readonly string[],
  detectors: readonly Detector[],
  by: Decider,
): Acceptance {
  return db
    .transaction(() => {
      const findings = [...new Set(ids)].map((id) => findFinding(db, id))
      const change = { ...by, who: by.who ?? currentUser() ?? undefined, origin: 'accept' } as const
      for (const finding of findings) requireOne(db, finding)
      const active = resolve(db)
      for (const finding of findings) requireNovelty(db, finding)
      const id = nextRevision(db, active, change)
      let added = 0
      let keptOut = 0
      for (const finding of findings) {
        const detector = detectors.find((each) => each.id === finding.detector)
        const counts = addBehaviour(db, id, finding, detector)
        if (counts.added === 0) throw nothingNew(finding, counts.keptOut)
        added += counts.added
        keptOut += counts.keptOut
        decide(db, finding, 'accepted', by)
      }
      if (by.expires !== undefined) acceptUntil(db, { accepted: id, base: active.id }, by.expires)
      return { baseline: activate(db, id), findings, added, keptOut }
    })
    .immediate()
}

/** Brings what a finding did into a baseline: what was new of it, or what its detector learned otherwise. */
function addBehaviour(
  db: Database.Database,
  baseline: number,
  finding: Decided,
  detector: Detector | undefined,
): { added: number; keptOut: number } {
  const behaviour = learnedBy[finding.detector]
  if (behaviour) return { added: acceptLearned(db, baseline, finding, behaviour), keptOut: 0 }
  collect(db, finding, detector?.dedup ?? told)
  return addCollected(db, baseline)
}

function requireOne(db: Database.Database, finding: Decided): void {
  if (db.prepare('SELECT 1 FROM crowd_atom WHERE crowd = ? LIMIT 1').get(finding.id)) {
    throw new OtsiftError(
      'usage',
      `${finding.id} stands for many findings of a day, too many to accept unseen.`,
      'Learn that stretch with `otsift baseline learn` if all of it is normal, or use `otsift findings close` or `suppress`.',
    )
  }
}

function requireNovelty(db: Database.Database, finding: Decided): void {
  if (!novelty.has(finding.detector) && !(finding.detector in learnedBy)) {
    throw new OtsiftError(
      'usage',
      `${finding.id} is of ${finding.detector}, which does not go by what was learned: no baseline would make it normal.`,
      'Use `otsift findings close`, `suppress`, or `otsift baseline include` for a function that was kept out.',
    )
  }
  const writers = db.prepare("SELECT 1 FROM policy_address WHERE role = 'writer' LIMIT 1").get()
  if (finding.detector === 'unauthorised-write' && writers !== undefined) {
    throw new OtsiftError(
      'usage',
      `The policy names the authorised writers, and ${finding.client} is none of them.`,
      'Add it there; a baseline cannot overrule the policy.',
    )
  }
}

/** Collects from the rollups what the finding did in the minutes it is made of. */
function collect(db: Database.Database, finding: Decided, dedup: readonly string[]): void {
  const facts = JSON.parse(
    (db
      .prepare('SELECT facts FROM finding_atom WHERE detector = ? AND finding = ? LIMIT 1')
      .pluck()
      .get(finding.detector, finding.id) as string) ?? '{}',
  ) as Record<string, number | string | null>
  const names = told.filter((name) => dedup.includes(name))
  if (!names.includes('protocol') && finding.protocol !== null) names.push('protocol')
  const wanted = names.map((name) => facts[name] ?? null)
  db.exec(statement(import.meta.url, './sql/accept-collect.sql'))
  db.prepare(
    `INSERT INTO temp.accepted
     SELECT a.minute, a.sensor, a.protocol, a.client, a.server, coalesce(a.unit, -1), a.function_code,
       coalesce(a.sub_function, ''), a.action, a.exchanges, a.exceptions
     FROM v_activity AS a
     WHERE a.minute IN (
         SELECT f.minute - f.minute % 60 FROM finding_atom AS f WHERE f.detector = ? AND f.finding = ?
       )
       AND a.sensor = ?${names.map((name) => ` AND a.${name} IS ?`).join('')}`,
  ).run(finding.detector, finding.id, finding.sensor, ...wanted)
}

/** Puts the collected behaviour into a baseline; how much of it was new, and how much stays out. */
function addCollected(db: Database.Database, baseline: number): { added: number; keptOut: number } {
  const run = (name: string) =>
    db.prepare(statement(import.meta.url, `./sql/accept-${name}.sql`)).run({ baseline }).changes
  const keptOut = run('excluded')
  const added = run('channels') + run('functions') + run('blocks')
  mergeBlocks(db, baseline, baseline)
  return { keptOut, added }
}

function nothingNew(finding: Decided, keptOut: number): OtsiftError {
  return keptOut > 0
    ? new OtsiftError(
        'usage',
        `What ${finding.id} did is never normal and stays out of baselines.`,
        'Use `otsift findings close` or `suppress`; `otsift baseline include` overrules the guard.',
      )
    : new OtsiftError(
        'usage',
        `The active baseline already has what ${finding.id} did.`,
        'Run `otsift detect` to bring the findings up to date.',
      )
}
