import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import type { Detector } from '../detect/detector.js'
import { statement } from '../store/sql.js'

const dayLength = 86_400
/** Findings of one detector on one sensor that are told one by one of each UTC day; what is beyond is a crowd. */
export const mostOwn = 200

interface Found {
  readonly finding: string
  readonly sensor: string | null
  /** The crowd that has its atoms of the day. */
  readonly crowd: string | null
  /** Atoms of the day that are told by itself. */
  readonly own: number
}

/** The id of the finding that tells of all that a detector found too often of a sensor. */
export function crowdId(detector: Pick<Detector, 'id'>, sensor: string | null): string {
  const text = JSON.stringify(['crowd', detector.id, sensor])
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

/**
 * Keeps findings a handful: of what one detector finds on one sensor in one UTC day, the worst and first are told
 * one by one and the rest as a crowd. Which are which depends on the atoms alone, not on how they came.
 */
export class Crowds {
  readonly #crowded: Database.Statement
  readonly #findings: Database.Statement
  readonly #join: Database.Statement
  readonly #left: Database.Statement
  readonly #leave: Database.Statement
  readonly #alone: Database.Statement
  readonly #dropSums: Database.Statement
  readonly #sum: Database.Statement

  constructor(db: Database.Database) {
    const day = 'detector = @detector AND minute >= @since AND minute < @until'
    const one = `${day} AND finding = @finding`
    const columns = 'detector, finding, minute, ts_start, ts_end, count, level, facts'
    this.#crowded = db
      .prepare(
        `SELECT (SELECT count(DISTINCT finding) FROM finding_atom WHERE ${day}) > ${mostOwn}
           OR EXISTS (SELECT 1 FROM crowd_atom WHERE ${day})`,
      )
      .pluck()
    this.#findings = db.prepare(statement(import.meta.url, './sql/crowd-findings.sql'))
    this.#join = db.prepare(
      `INSERT INTO crowd_atom SELECT ${columns}, @crowd FROM finding_atom WHERE ${one}`,
    )
    this.#left = db.prepare(`DELETE FROM finding_atom WHERE ${one}`)
    this.#leave = db.prepare(
      `INSERT INTO finding_atom SELECT ${columns} FROM crowd_atom WHERE ${one}`,
    )
    this.#alone = db.prepare(`DELETE FROM crowd_atom WHERE ${one}`)
    this.#dropSums = db.prepare(`DELETE FROM finding_atom WHERE ${day} AND finding = @finding`)
    this.#sum = db.prepare(statement(import.meta.url, './sql/crowd-sum.sql'))
  }

  /** Settles the days of these moments anew; tells the findings whose atoms changed. */
  settle(detector: Detector, moments: Iterable<number>): Set<string> {
    const touched = new Set<string>()
    const days = new Set([...moments].map((moment) => Math.floor(moment / dayLength)))
    for (const each of days) {
      const day = { detector: detector.id, since: each * dayLength, until: (each + 1) * dayLength }
      if (this.#crowded.get(day) === 1) this.#settleDay(detector, day, touched)
    }
    return touched
  }

  #settleDay(
    detector: Detector,
    day: { readonly detector: string; readonly since: number; readonly until: number },
    touched: Set<string>,
  ): void {
    const ranks = new Map<string | null, number>()
    for (const { finding, sensor, crowd, own } of this.#findings.all(day) as Found[]) {
      const rank = ranks.get(sensor) ?? 0
      ranks.set(sensor, rank + 1)
      const at = { ...day, finding }
      if (rank < mostOwn && crowd !== null) {
        this.#leave.run(at)
        this.#alone.run(at)
        touched.add(finding)
      } else if (rank >= mostOwn && own > 0) {
        this.#join.run({ ...at, crowd: crowdId(detector, sensor) })
        this.#left.run(at)
        touched.add(finding)
      }
    }
    for (const sensor of ranks.keys()) {
      const crowd = crowdId(detector, sensor)
      const gone = this.#dropSums.run({ ...day, finding: crowd }).changes
      if (gone > 0 || Number(ranks.get(sensor)) > mostOwn) touched.add(crowd)
    }
    this.#sum.run(day)
  }
}
