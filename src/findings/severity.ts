import type Database from 'better-sqlite3'
import { type Detector, type Level, levels } from '../detect/detector.js'

/** Why a severity is not the detector's own level. */
export interface SeverityStep {
  readonly by: number
  readonly why: string
}

/** Steps a detector's level up or down, in one place, and says why. */
export class SeveritySteps {
  readonly #known: Database.Statement
  readonly #learned: boolean

  constructor(db: Database.Database) {
    this.#known = db
      .prepare(
        'SELECT 1 FROM learned_channel WHERE sensor = ? AND protocol = ? AND client = ? LIMIT 1',
      )
      .pluck()
    this.#learned = db.prepare('SELECT 1 FROM learned_channel LIMIT 1').pluck().get() !== undefined
  }

  /** The steps for what a finding says. */
  of(detector: Detector, facts: Readonly<Record<string, unknown>>): readonly SeverityStep[] {
    const { sensor, protocol, client } = facts
    // A detector of novelty says itself that the source is new.
    const novelty = detector.needs.some((need) => need.includes('baseline'))
    if (novelty || !this.#learned || typeof client !== 'string' || typeof protocol !== 'string')
      return []
    if (this.#known.get(sensor, protocol, client) !== undefined) return []
    return [{ by: 1, why: `${client} is not a known ${protocol} client` }]
  }
}

/** A level after its steps, never below info or above critical. */
export function stepped(level: Level, steps: readonly SeverityStep[]): Level {
  const index = levels.indexOf(level) + steps.reduce((sum, step) => sum + step.by, 0)
  return levels[Math.max(0, Math.min(levels.length - 1, index))] ?? level
}
