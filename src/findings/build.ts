import type Database from 'better-sqlite3'
import { atLeast, type Detector, type Level } from '../detect/detector.js'
import { dimensions, type MinuteAtom } from '../detect/merge.js'
import { bindings } from '../detect/query.js'
import { statement } from '../store/sql.js'
import { attackV18 } from './attack.js'
import { type Burst, bursts } from './burst.js'
import type { EvidenceSource } from './evidence.js'
import { fillMessage } from './message.js'
import { SiteNames } from './names.js'
import { type SeverityStep, SeveritySteps, stepped } from './severity.js'

interface StoredAtom extends Omit<MinuteAtom, 'facts'> {
  readonly facts: string
}

interface StoredEvent {
  readonly ts_start: number
  readonly ts_end: number
  readonly count: number
  readonly severity: Level
}

/** A burst with its severity, and how it came to that. */
interface JudgedBurst {
  readonly burst: Burst
  readonly steps: readonly SeverityStep[]
  readonly severity: Level
}

/** A finding is as severe as its worst burst. */
function worstOf(told: readonly JudgedBurst[]): Pick<JudgedBurst, 'severity' | 'steps'> {
  return told.reduce<Pick<JudgedBurst, 'severity' | 'steps'>>(
    (worst, each) => (atLeast(worst.severity, each.severity) ? worst : each),
    told[0] ?? { severity: 'info', steps: [] },
  )
}

/** Makes findings and their events anew from the atoms of a detector. */
export class FindingBuilder {
  readonly #db: Database.Database
  readonly #evidence: EvidenceSource
  readonly #severity: SeveritySteps
  readonly #names: SiteNames
  readonly #atoms: Database.Statement
  readonly #events: Database.Statement
  readonly #save: Database.Statement
  readonly #addEvent: Database.Statement
  readonly #dropEvent: Database.Statement
  readonly #addEvidence: Database.Statement

  constructor(db: Database.Database, evidence: EvidenceSource) {
    this.#db = db
    this.#evidence = evidence
    this.#severity = new SeveritySteps(db)
    this.#names = new SiteNames(db)
    this.#atoms = db.prepare(
      'SELECT finding, minute, ts_start, ts_end, count, level, facts FROM finding_atom WHERE detector = ? AND finding = ? ORDER BY ts_start',
    )
    this.#events = db.prepare('SELECT * FROM finding_event WHERE finding = ?')
    this.#save = db.prepare(statement(import.meta.url, './sql/save-finding.sql'))
    this.#addEvent = db.prepare('INSERT INTO finding_event VALUES (?, ?, ?, ?, ?, ?, NULL)')
    this.#dropEvent = db.prepare('DELETE FROM finding_event WHERE finding = ? AND ts_start = ?')
    this.#addEvidence = db.prepare('INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?)')
  }

  /**
   * Makes one finding anew; without atoms it is gone, unless it was accepted: then it is kept as a record.
   * With `renew` its bursts are told anew even where nothing but a name changed.
   */
  build(detector: Detector, id: string, renew = false): void {
    const atoms = (this.#atoms.all(detector.id, id) as StoredAtom[]).map((atom) => ({
      ...atom,
      facts: JSON.parse(atom.facts) as MinuteAtom['facts'],
    }))
    const first = atoms[0]
    if (!first) {
      this.#db.prepare("DELETE FROM finding WHERE id = ? AND state <> 'accepted'").run(id)
      return
    }
    const facts = { ...bindings(detector), ...first.facts, ...agreed(atoms) }
    const told = bursts(atoms).map((burst) => this.#judge(detector, burst, facts))
    this.#saveFinding(detector, id, atoms, facts, worstOf(told))
    const known = new Map(
      (this.#events.all(id) as StoredEvent[]).map((each) => [each.ts_start, each]),
    )
    for (const { burst, severity } of told) {
      const old = known.get(burst.start)
      known.delete(burst.start)
      const same = !renew && old?.ts_end === burst.end && old.count === burst.count
      if (!same || old.severity !== severity) this.#saveEvent(detector, id, burst, severity)
    }
    for (const start of known.keys()) this.#dropEvent.run(id, start)
  }

  /** A burst's severity: its level, and the steps for when it was. */
  #judge(detector: Detector, burst: Burst, facts: Readonly<Record<string, unknown>>): JudgedBurst {
    const steps = this.#severity.of(detector, facts, burst.start, burst.end)
    return { burst, steps, severity: stepped(burst.level, steps) }
  }

  #saveFinding(
    detector: Detector,
    id: string,
    atoms: readonly MinuteAtom[],
    facts: Readonly<Record<string, unknown>>,
    { severity, steps }: Pick<JudgedBurst, 'severity' | 'steps'>,
  ): void {
    const count = atoms.reduce((sum, atom) => sum + atom.count, 0)
    const attack = techniquesOf(detector, facts)
    this.#save.run({
      id,
      detector: detector.id,
      title: detector.title,
      sensor: facts.sensor ?? null,
      protocol: facts.protocol ?? (detector.folder === 'ot' ? null : detector.folder),
      client: facts.client ?? null,
      server: facts.server ?? null,
      unit: facts.unit ?? null,
      severity,
      severity_steps: JSON.stringify(steps),
      attack_v19: attack.join(','),
      attack_v18: [...new Set(attack.map(attackV18))].join(','),
      message: fillMessage(detector.message, this.#names.speak({ ...facts, count })),
      first_seen: atoms.reduce((first, atom) => Math.min(first, atom.ts_start), Infinity),
      last_seen: atoms.reduce((last, atom) => Math.max(last, atom.ts_end), -Infinity),
      count,
    })
  }

  #saveEvent(detector: Detector, id: string, burst: Burst, severity: Level): void {
    const { start, end, count } = burst
    const facts = { ...bindings(detector), ...burst.atoms[0]?.facts, ...agreed(burst.atoms), count }
    this.#dropEvent.run(id, start)
    this.#addEvent.run(
      id,
      start,
      end,
      count,
      severity,
      fillMessage(detector.message, this.#names.speak(facts)),
    )
    for (const row of this.#evidence.find(detector, burst)) {
      this.#addEvidence.run(id, start, row.ts, row.file, row.line, row.uid, row.summary)
    }
  }
}

/** The dimensions, null where atoms disagree on them. */
function agreed(atoms: readonly MinuteAtom[]): Record<string, number | string | null> {
  const facts: Record<string, number | string | null> = {}
  for (const name of dimensions) {
    const values = new Set(atoms.map((atom) => atom.facts[name] ?? null))
    facts[name] = values.size === 1 ? ([...values][0] ?? null) : null
  }
  return facts
}

/** A row may name other techniques than its detector, as rows of function_risk do. */
function techniquesOf(
  detector: Detector,
  facts: Readonly<Record<string, unknown>>,
): readonly string[] {
  return typeof facts.attack === 'string' && facts.attack !== ''
    ? facts.attack.split(',').map((id) => id.trim())
    : detector.attack
}
