import { userInfo } from 'node:os'
import type Database from 'better-sqlite3'
import { type Level, levels } from '../detect/detector.js'
import { OtsiftError } from '../errors.js'
import { behaviourOf } from './behaviour.js'

/** Who decides something and why. */
export interface Decider {
  readonly who?: string | undefined
  readonly reason: string
  /** When the decision ends by itself, in epoch seconds; never without. */
  readonly expires?: number | undefined
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

/** Which findings are meant; what is not given stands for any. */
export interface Filter {
  readonly detector?: string | undefined
  readonly sensor?: string | undefined
  readonly protocol?: string | undefined
  readonly client?: string | undefined
  readonly server?: string | undefined
  readonly unit?: number | undefined
  /** The worst severity that is meant. */
  readonly severity?: Level | undefined
}

/**
 * The findings that are named, or that a filter means and that are not yet in `state`. Throws `usage` where
 * neither is given, or nothing is meant.
 */
export function chooseFindings(
  db: Database.Database,
  ids: readonly string[],
  filter: Filter,
  state: DecidedState,
): Decided[] {
  const { severity, ...equal } = filter
  const wanted = Object.entries(equal).filter(([, value]) => value !== undefined)
  const filtered = wanted.length > 0 || severity !== undefined
  if (ids.length > 0 === filtered) {
    throw new OtsiftError(
      'usage',
      ids.length > 0 ? 'Ids and a filter do not go together.' : 'Say which findings.',
      'Name ids, or a filter such as --detector or --client.',
    )
  }
  if (ids.length > 0) return [...new Set(ids)].map((id) => findFinding(db, id))
  // Reopening is for what is settled, everything else for what is open.
  const states = state === 'reopened' ? "<> 'new'" : "IN ('new', 'reopened', 'acknowledged')"
  const found = db
    .prepare(
      `SELECT f.* FROM v_findings AS v JOIN finding AS f ON f.id = v.id
       WHERE v.state ${states} AND v.state <> ?${wanted.map(([name]) => ` AND f.${name} = ?`).join('')}
       ORDER BY f.id`,
    )
    .all(state, ...wanted.map(([, value]) => value)) as Decided[]
  const meant = found.filter(
    (each) => severity === undefined || levels.indexOf(each.severity) <= levels.indexOf(severity),
  )
  if (meant.length > 0) return meant
  throw new OtsiftError(
    'usage',
    'No finding is meant by that.',
    'See `otsift findings list --all`.',
  )
}

/** Sets the state of a finding and writes down who did it and why. */
export function decide(
  db: Database.Database,
  finding: Decided,
  state: DecidedState,
  { who, reason, expires }: Decider,
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
    `INSERT INTO decision (finding, detector, message, severity, behaviour, state, reason, who, created, expires)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
    expires ?? null,
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
