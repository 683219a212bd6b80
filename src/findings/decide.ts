import { userInfo } from 'node:os'
import type Database from 'better-sqlite3'
import type { Level } from '../detect/detector.js'
import { OtsiftError } from '../errors.js'
import { behaviourOf } from './behaviour.js'

/** Who decides something and why. */
export interface Decider {
  readonly who?: string | undefined
  readonly reason: string
}

/** A finding as far as decisions need it. */
export interface Decided {
  readonly id: string
  readonly detector: string
  readonly message: string
  readonly severity: Level
  readonly sensor: string | null
  readonly protocol: string | null
  readonly client: string | null
  readonly server: string | null
  readonly unit: number | null
}

/** What a finding may become by decision; `suppressed` lies in the table `suppression`. */
export type DecidedState = 'acknowledged' | 'closed' | 'accepted' | 'suppressed' | 'reopened'

/** The finding whose id begins like that. Throws `usage` for none or several. */
export function findFinding(db: Database.Database, id: string): Decided {
  const found = db
    .prepare('SELECT * FROM finding WHERE substr(id, 1, length(@id)) = @id')
    .all({ id }) as Decided[]
  const [finding] = found
  if (finding && found.length === 1) return finding
  const what = finding ? `${found.length} findings begin with ${id}.` : `There is no finding ${id}.`
  throw new OtsiftError('usage', what, 'See `otsift findings list --all`.')
}

/** Sets the state of a finding and writes down who did it and why. */
export function decide(
  db: Database.Database,
  finding: Decided,
  state: DecidedState,
  { who, reason }: Decider,
): void {
  const created = new Date().toISOString()
  if (state === 'reopened') {
    db.prepare('UPDATE suppression SET ended = ? WHERE finding = ? AND ended IS NULL').run(
      created,
      finding.id,
    )
  }
  // A suppressed finding keeps its own state: it is hidden when it is read.
  const own = state === 'suppressed' ? 'new' : state
  db.prepare('UPDATE finding SET state = ? WHERE id = ?').run(own, finding.id)
  db.prepare(
    `INSERT INTO decision (finding, detector, message, severity, behaviour, state, reason, who, created)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    finding.id,
    finding.detector,
    finding.message,
    finding.severity,
    JSON.stringify(behaviourOf(db, finding)),
    state,
    reason,
    who ?? currentUser(),
    created,
  )
}

/** The name of whoever runs this. */
export function currentUser(): string | null {
  try {
    return userInfo().username
  } catch {
    return null
  }
}
