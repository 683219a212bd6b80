import type Database from 'better-sqlite3'
import { type Level, levels } from '../detect/detector.js'
import { statement } from '../store/sql.js'
import { behaviourOf } from './behaviour.js'
import { type Decided, decide } from './decide.js'

interface Settled extends Decided {
  readonly state: string
  readonly decided_severity: Level
  readonly behaviour: string
  /** When the decision ends, in epoch seconds. */
  readonly expires: number | null
  /** The latest moment at which it was found; what the baseline has is not found. */
  readonly last_atom: number | null
}

/**
 * Opens findings again that were acknowledged, closed or suppressed and now do something else, or worse; and
 * accepted ones that the baseline does not cover after all. Only `judged` detectors can tell.
 */
export function reopenChanged(db: Database.Database, judged: ReadonlySet<string>): void {
  const settled = db.prepare(statement(import.meta.url, './sql/settled.sql')).all() as Settled[]
  for (const finding of settled) {
    if (!judged.has(finding.detector)) continue
    const why = change(db, finding)
    if (why !== undefined) decide(db, finding, 'reopened', { who: 'otsift', reason: why })
  }
}

function change(db: Database.Database, finding: Settled): string | undefined {
  if (finding.state === 'accepted') return whyNotAccepted(finding)
  const now = behaviourOf(db, finding)
  if (levels.indexOf(finding.severity) > levels.indexOf(finding.decided_severity)) {
    return `severity rose from ${finding.decided_severity} to ${finding.severity}`
  }
  const before = new Set(JSON.parse(finding.behaviour) as string[])
  const fresh = now.filter((each) => !before.has(each))
  return fresh.length > 0 ? `new: ${fresh.slice(0, 3).join(', ')}` : undefined
}

/** What was accepted for a time is looked at again where it goes on, and not for what it did until then. */
function whyNotAccepted({ expires, last_atom: last }: Settled): string | undefined {
  if (last === null) return undefined
  if (expires === null || expires > Date.now() / 1000) return 'the active baseline does not have it'
  return last > expires ? 'it goes on, and the time it was accepted for is over' : undefined
}
