import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import type { Detector } from '../detect/detector.js'
import type { LargeMap } from '../detect/scratch.js'
import { statement } from '../store/sql.js'

const dayLength = 86_400
/** Findings of one detector on one sensor that are told one by one of each UTC day; what is beyond is a crowd. */
export const mostOwn = 200

/** Findings of a day that are looked at together: statements that write need the connection for themselves. */
const portion = 1000
/** Kilobytes of the cache, and so of what is sorted in memory, while a flood is sorted. */
const smallCache = 4096

/** Ids of findings, each once. */
export type Ids = LargeMap<true>

interface Found {
  /** Its place among those of the day, by sensor. */
  readonly n: number
  readonly finding: string
  readonly sensor: string | null
  /** The crowd that has its atoms of the day. */
  readonly crowd: string | null
  /** Atoms of the day that are told by itself. */
  readonly own: number
}

interface Day {
  readonly detector: string
  readonly since: number
  readonly until: number
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
  readonly #db: Database.Database
  readonly #crowded: Database.Statement
  readonly #order: Database.Statement
  readonly #next: Database.Statement
  readonly #forget: Database.Statement
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
    this.#db = db
    db.exec(statement(import.meta.url, './sql/crowd-orders.sql'))
    this.#order = db.prepare(statement(import.meta.url, './sql/crowd-order.sql'))
    this.#next = db.prepare(
      `SELECT * FROM temp.crowd_order WHERE n > ? ORDER BY n LIMIT ${portion}`,
    )
    this.#forget = db.prepare('DELETE FROM temp.crowd_order')
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

  /** Settles days, counted from 1970, anew; the findings whose atoms changed are touched. */
  settle(detector: Detector, days: Iterable<number>, touched: Ids): void {
    for (const each of days) {
      const day = { detector: detector.id, since: each * dayLength, until: (each + 1) * dayLength }
      if (this.#crowded.get(day) === 1) this.#settleDay(detector, day, touched)
    }
  }

  #settleDay(detector: Detector, day: Day, touched: Ids): void {
    this.#inLittleMemory(this.#order, day)
    for (const { finding, sensor, crowd, own, rank } of this.#ranked()) {
      const at = { ...day, finding }
      if (rank < mostOwn && crowd !== null) {
        this.#leave.run(at)
        this.#alone.run(at)
        touched.add(finding, true)
      } else if (rank >= mostOwn && own > 0) {
        this.#join.run({ ...at, crowd: crowdId(detector, sensor) })
        this.#left.run(at)
        touched.add(finding, true)
      }
    }
    for (const { sensor, size } of this.#sizes()) {
      const crowd = crowdId(detector, sensor)
      const gone = this.#dropSums.run({ ...day, finding: crowd }).changes
      if (gone > 0 || size > mostOwn) touched.add(crowd, true)
    }
    this.#forget.run()
    this.#inLittleMemory(this.#sum, day)
  }

  /** SQLite sorts in as much memory as it may cache in, several times over. */
  #inLittleMemory(statement: Database.Statement, day: Day): void {
    const usual = this.#db.pragma('cache_size', { simple: true })
    this.#db.pragma(`cache_size = -${smallCache}`)
    try {
      statement.run(day)
    } finally {
      this.#db.pragma(`cache_size = ${usual}`)
    }
  }

  /** The findings of the day with their ranks, from 0, among those of their sensor. */
  *#ranked(): Generator<Found & { readonly rank: number }> {
    let rank = 0
    let before: Found | undefined
    let rows: Found[]
    do {
      rows = this.#next.all(before?.n ?? 0) as Found[]
      for (const found of rows) {
        rank = before && before.sensor === found.sensor ? rank + 1 : 0
        yield { ...found, rank }
        before = found
      }
    } while (rows.length === portion)
  }

  /** How many findings each sensor has in the day. */
  *#sizes(): Generator<{ readonly sensor: string | null; readonly size: number }> {
    let last: { readonly sensor: string | null; readonly rank: number } | undefined
    for (const found of this.#ranked()) {
      if (last && found.rank === 0) yield { sensor: last.sensor, size: last.rank + 1 }
      last = found
    }
    if (last) yield { sensor: last.sensor, size: last.rank + 1 }
  }
}
