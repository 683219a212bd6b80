import type Database from 'better-sqlite3'
import { atLeast, type Detector, type Level } from '../detect/detector.js'
import { bindings } from '../detect/query.js'
import { statement } from '../store/sql.js'
import { AtomSum, endOfTime, StoredAtoms, sumOf } from './atoms.js'
import { attackV18 } from './attack.js'
import { type Burst, bursts } from './burst.js'
import { CrowdTeller } from './crowd-teller.js'
import type { EvidenceSource } from './evidence.js'
import { fillMessage, tellsOneOf } from './message.js'
import { SiteNames } from './names.js'
import { type SeverityStep, SeveritySteps, stepped } from './severity.js'

interface StoredEvent {
  readonly ts_end: number
  readonly count: number
  readonly severity: Level
}

type Facts = Readonly<Record<string, unknown>>

/** A burst, and how severe it is. */
interface JudgedBurst {
  readonly burst: Burst
  readonly severity: Level
}

/** A severity, and how it came to that. */
interface Severity {
  readonly severity: Level
  readonly steps: readonly SeverityStep[]
}

/** Makes findings and their events anew from the atoms of a detector. */
export class FindingBuilder {
  readonly #evidence: EvidenceSource
  readonly #severity: SeveritySteps
  readonly #names: SiteNames
  readonly #atoms: StoredAtoms
  readonly #crowds: CrowdTeller
  readonly #drop: Database.Statement
  readonly #save: Database.Statement
  readonly #event: Database.Statement
  readonly #addEvent: Database.Statement
  readonly #dropEvent: Database.Statement
  readonly #dropBetween: Database.Statement
  readonly #addEvidence: Database.Statement

  constructor(db: Database.Database, evidence: EvidenceSource) {
    this.#evidence = evidence
    this.#severity = new SeveritySteps(db)
    this.#names = new SiteNames(db)
    this.#atoms = new StoredAtoms(db)
    this.#crowds = new CrowdTeller(db)
    this.#drop = db.prepare("DELETE FROM finding WHERE id = ? AND state <> 'accepted'")
    this.#save = db.prepare(statement(import.meta.url, './sql/save-finding.sql'))
    this.#event = db.prepare(
      'SELECT ts_end, count, severity FROM finding_event WHERE finding = ? AND ts_start = ?',
    )
    this.#addEvent = db.prepare('INSERT INTO finding_event VALUES (?, ?, ?, ?, ?, ?, NULL)')
    this.#dropEvent = db.prepare('DELETE FROM finding_event WHERE finding = ? AND ts_start = ?')
    this.#dropBetween = db.prepare(
      'DELETE FROM finding_event WHERE finding = @id AND ts_start > @after AND ts_start < @before',
    )
    this.#addEvidence = db.prepare('INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?)')
  }

  /**
   * Makes one finding anew and tells whether there is one; without atoms it is gone, unless it was accepted: then it
   * is kept as a record. With `renew` its bursts are told anew even where nothing but a name changed.
   */
  build(detector: Detector, id: string, renew = false): boolean {
    const sum = new AtomSum()
    const found = bursts(sum.over(this.#atoms.of(detector.id, id)))
    if (!sum.facts) {
      this.#drop.run(id)
      return false
    }
    const facts = { ...bindings(detector), ...sum.facts }
    let worst: Severity | undefined
    const judged = found.map((burst): JudgedBurst => {
      const steps = this.#severity.of(detector, facts, burst.start, burst.end)
      const severity = stepped(burst.level, steps)
      // A finding is as severe as the first of its worst bursts.
      if (!worst || !atLeast(worst.severity, severity)) worst = { severity, steps }
      return { burst, severity }
    })
    this.#saveFinding(
      detector,
      id,
      sum,
      found.length,
      facts,
      worst ?? { severity: 'info', steps: [] },
    )
    this.#saveEvents(detector, id, judged, renew)
    return true
  }

  #saveFinding(
    detector: Detector,
    id: string,
    { count, first_seen, last_seen, spoken, differing }: AtomSum,
    times: number,
    facts: Facts,
    { severity, steps }: Severity,
  ): void {
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
      message:
        this.#crowds.message(detector, id) ??
        this.#message(detector, spoken, count) + ofFirst(detector, differing, times),
      first_seen,
      last_seen,
      count,
    })
  }

  #message(detector: Detector, { facts, several }: AtomSum['spoken'], count: number): string {
    const told = this.#names.speak({ ...bindings(detector), ...facts, count })
    return fillMessage(detector.message, told, several)
  }

  /** Tells the bursts that are new or changed, and drops the events that none of them is. */
  #saveEvents(
    detector: Detector,
    id: string,
    judged: readonly JudgedBurst[],
    renew: boolean,
  ): void {
    let after = -endOfTime
    for (const { burst, severity } of judged) {
      this.#dropBetween.run({ id, after, before: burst.start })
      const known = this.#event.get(id, burst.start) as StoredEvent | undefined
      const same = !renew && known?.ts_end === burst.end && known.count === burst.count
      if (!same || known.severity !== severity) {
        this.#dropEvent.run(id, burst.start)
        this.#saveEvent(detector, id, burst, severity)
      }
      after = burst.start
    }
    this.#dropBetween.run({ id, after, before: endOfTime })
  }

  #saveEvent(detector: Detector, id: string, burst: Burst, severity: Level): void {
    const { start, end, count } = burst
    const atoms = () => this.#atoms.of(detector.id, id, start, end)
    this.#addEvent.run(
      id,
      start,
      end,
      count,
      severity,
      this.#crowds.message(detector, id, burst) ??
        this.#message(detector, sumOf(atoms()).spoken, count),
    )
    const behind = this.#crowds.behind(id, burst) ?? atoms()
    for (const row of this.#evidence.find(detector, { finding: id, start }, behind)) {
      this.#addEvidence.run(id, start, row.ts, row.file, row.line, row.uid, row.summary)
    }
  }
}

/** What a message says of itself where its figures are not those of all bursts. */
function ofFirst(detector: Detector, differing: ReadonlySet<string>, times: number): string {
  const isOfFirst = times > 1 && tellsOneOf(detector.message, differing)
  return isOfFirst ? ` (figures of the first of ${times} bursts)` : ''
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
