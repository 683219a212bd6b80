import type Database from 'better-sqlite3'
import { type Detector, type Level, levels } from '../detect/detector.js'
import { MaintenanceWindows } from './maintenance.js'

/** Why a severity is not the detector's own level. */
export interface SeverityStep {
  readonly by: number
  readonly why: string
}

type Facts = Readonly<Record<string, unknown>>

/** Steps a detector's level up or down, in one place, and says why. */
export class SeveritySteps {
  readonly #known: Database.Statement
  readonly #named: ReadonlySet<string>
  readonly #workstations: ReadonlySet<string>
  readonly #sensitive: Database.Statement
  readonly #windows: MaintenanceWindows
  /** Somebody said who the clients are: a baseline or a policy. */
  readonly #told: boolean

  constructor(db: Database.Database) {
    this.#known = db
      .prepare(
        'SELECT 1 FROM learned_channel WHERE sensor = ? AND protocol = ? AND client = ? LIMIT 1',
      )
      .pluck()
    const roles = db.prepare('SELECT role, address FROM policy_address').raw().all() as [
      string,
      string,
    ][]
    this.#named = new Set(roles.map(([, address]) => address))
    this.#workstations = new Set(
      roles.flatMap(([role, address]) => (role === 'workstation' ? [address] : [])),
    )
    this.#told =
      roles.some(([role]) => role === 'client') ||
      db.prepare('SELECT 1 FROM learned_channel LIMIT 1').get() !== undefined
    this.#sensitive = db
      .prepare(
        `SELECT CASE WHEN safety = 1 THEN 'safety' ELSE 'critical' END FROM policy_asset
         WHERE address = @server AND (safety = 1 OR critical = 1)
         UNION ALL
         SELECT CASE WHEN safety = 1 THEN 'safety' ELSE 'critical' END FROM policy_unit
         WHERE address = @server AND unit = @unit AND (safety = 1 OR critical = 1)`,
      )
      .pluck()
    this.#windows = new MaintenanceWindows(db)
  }

  /** The steps for what a burst of a finding says, from one moment to another in epoch seconds. */
  of(detector: Detector, facts: Facts, start: number, end: number): readonly SeverityStep[] {
    return [
      ...this.#unknownSource(detector, facts),
      ...this.#sensitiveTarget(detector, facts),
      ...this.#maintenance(facts, start, end),
    ]
  }

  #unknownSource(detector: Detector, facts: Facts): SeverityStep[] {
    const { sensor, protocol, client } = facts
    // A detector of novelty says itself that the source is new.
    const novelty = detector.needs.some((need) => /baseline|policy\.(client|writer)/.test(need))
    if (novelty || !this.#told || typeof client !== 'string' || typeof protocol !== 'string')
      return []
    if (this.#named.has(client)) return []
    if (this.#known.get(sensor, protocol, client) !== undefined) return []
    return [{ by: 1, why: `${client} is not a known ${protocol} client` }]
  }

  #sensitiveTarget(detector: Detector, { server, unit }: Facts): SeverityStep[] {
    if (typeof server !== 'string' || detector.needs.includes('policy.safety')) return []
    const tag = this.#sensitive.get({ server, unit: typeof unit === 'number' ? unit : null })
    return tag === undefined ? [] : [{ by: 1, why: `${server} is tagged ${String(tag)}` }]
  }

  #maintenance({ client, server }: Facts, start: number, end: number): SeverityStep[] {
    if (typeof client !== 'string' || !this.#workstations.has(client)) return []
    if (!this.#windows.cover(typeof server === 'string' ? server : null, start, end)) return []
    return [{ by: -1, why: `${client} is an engineering workstation in a maintenance window` }]
  }
}

/** A level after its steps, never below info or above critical. */
export function stepped(level: Level, steps: readonly SeverityStep[]): Level {
  const index = levels.indexOf(level) + steps.reduce((sum, step) => sum + step.by, 0)
  return levels[Math.max(0, Math.min(levels.length - 1, index))] ?? level
}
