import type Database from 'better-sqlite3'
import type { Level } from '../detect/detector.js'
import { OtsiftError } from '../errors.js'

/** A finding as `v_findings` tells it. */
export interface Finding {
  readonly id: string
  readonly detector: string
  readonly title: string
  readonly severity: Level
  readonly sensor: string | null
  readonly protocol: string | null
  readonly client: string | null
  readonly server: string | null
  readonly unit: number | null
  readonly first_seen: number
  readonly last_seen: number
  readonly count: number
  readonly message: string
  readonly attack_v19: string
  readonly attack_v18: string
  readonly state: string
  readonly events: number
  readonly severity_steps: string
}

/** A burst of a finding. */
interface FindingEvent {
  readonly ts_start: number
  readonly ts_end: number
  readonly count: number
  readonly severity: Level
  readonly message: string
  readonly evidence: readonly Evidence[]
}

/** A log row behind an event. */
interface Evidence {
  readonly ts: number
  readonly path: string | null
  readonly line: number
  readonly uid: string | null
  readonly summary: string
}

/** A finding with its bursts and their rows. */
export interface FindingDetail extends Finding {
  readonly bursts: readonly FindingEvent[]
  /** What was decided about it, first to last. */
  readonly decisions: readonly FindingDecision[]
}

/** What somebody decided about a finding. */
interface FindingDecision {
  readonly created: string
  readonly state: string
  readonly reason: string
  readonly who: string | null
}

/** ORDER BY term: the worst severity first. */
export const worstFirst = `CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END`

/** States of findings that nobody has to look at any more. */
const settled: ReadonlySet<string> = new Set(['closed', 'accepted', 'suppressed'])

/** True for a finding that is not closed, accepted or suppressed. */
export function isOpen({ state }: Pick<Finding, 'state'>): boolean {
  return !settled.has(state)
}

/** Open findings, or all of them, the worst first. */
export function listFindings(db: Database.Database, all = false): Finding[] {
  const findings = db
    .prepare(`SELECT * FROM v_findings ORDER BY ${worstFirst}, first_seen, id`)
    .all() as Finding[]
  return all ? findings : findings.filter(isOpen)
}

/** One finding with its bursts; the beginning of an id is enough. Throws `usage` for none or several. */
export function showFinding(db: Database.Database, id: string): FindingDetail {
  const found = findFindings(db, id)
  const finding = found[0]
  if (!finding || found.length > 1) {
    const what = finding
      ? `${found.length} findings begin with ${id}.`
      : `There is no finding ${id}.`
    throw new OtsiftError('usage', what, 'See `otsift findings list`.')
  }
  return detailOf(db, finding)
}

/** A finding with its bursts and what was decided about it. */
export function detailOf(db: Database.Database, finding: Finding): FindingDetail {
  const decisions = db
    .prepare('SELECT created, state, reason, who FROM v_decision WHERE finding = ? ORDER BY id')
    .all(finding.id) as FindingDecision[]
  return { ...finding, bursts: burstsOf(db, finding.id), decisions }
}

/** Findings whose id begins so. */
export function findFindings(db: Database.Database, id: string): Finding[] {
  return db
    .prepare('SELECT * FROM v_findings WHERE substr(id, 1, length(?)) = ?')
    .all(id, id) as Finding[]
}

/** The bursts of a finding, first to last. */
function burstsOf(db: Database.Database, id: string): FindingEvent[] {
  const events = db
    .prepare(
      'SELECT ts_start, ts_end, count, severity, message FROM finding_event WHERE finding = ? AND explained_by IS NULL ORDER BY ts_start',
    )
    .all(id) as Omit<FindingEvent, 'evidence'>[]
  const rows = db.prepare(
    'SELECT ts, path, line, uid, summary FROM v_evidence WHERE finding = ? AND event = ? ORDER BY ts, path, line',
  )
  return events.map((event) => ({
    ...event,
    evidence: rows.all(id, event.ts_start) as Evidence[],
  }))
}
