import type Database from 'better-sqlite3'
import type { Stretch } from '../count/ledger.js'
import { type HourOfPoint, joinHours } from '../count/point-hour.js'
import { type Ends, joinEnds, mostTransitions } from '../count/sequence.js'
import { statement } from './sql.js'

/** Writes hours of points and sequences into their tables, joined with what is there. */
export class OrderTables {
  readonly #addPoint: Database.Statement
  readonly #findPoint: Database.Statement
  readonly #putPoint: Database.Statement
  readonly #place: Database.Statement
  readonly #findEnds: Database.Statement
  readonly #putEnds: Database.Statement
  readonly #transition: Database.Statement
  readonly #different: Database.Statement
  readonly #drops: readonly Database.Statement[]
  readonly #dropTransitions: Database.Statement

  constructor(db: Database.Database) {
    const sql = (file: string) => statement(import.meta.url, `./sql/${file}`)
    const put = sql('put-point-hour.sql')
    this.#addPoint = db.prepare(`${put} ON CONFLICT DO NOTHING`)
    this.#putPoint = db.prepare(`INSERT OR REPLACE${put.slice('INSERT'.length)}`)
    this.#findPoint = db.prepare('SELECT * FROM point_hour WHERE hour = ? AND point = ?')
    this.#place = db.prepare('SELECT channel, source FROM point WHERE id = ?').raw()
    this.#findEnds = db.prepare(
      'SELECT * FROM sequence_hour WHERE hour = ? AND channel = ? AND source = ?',
    )
    this.#putEnds = db.prepare(sql('put-sequence-hour.sql'))
    this.#transition = db.prepare(sql('upsert-transition.sql'))
    const hour = 'hour = ? AND channel = ? AND source = ?'
    this.#different = db.prepare(`SELECT count(*) FROM transition WHERE ${hour}`).pluck()
    this.#dropTransitions = db.prepare(`DELETE FROM transition WHERE ${hour}`)
    this.#drops = [
      this.#dropTransitions,
      db.prepare(`DELETE FROM sequence_hour WHERE ${hour}`),
      db.prepare(sql('drop-point-hours.sql')),
    ]
  }

  /** Where a point belongs: channel and source. */
  placeOf(point: number): [number, number] {
    return this.#place.get(point) as [number, number]
  }

  /** Adds an hour of a point, or a piece of it; false where it overlaps with what is there. */
  point(point: number, hour: number, says: HourOfPoint): boolean {
    if (this.#addPoint.run(...pointRow(hour, point, says)).changes > 0) return true
    const whole = joinHours(this.#findPoint.get(hour, point) as HourOfPoint, says)
    if (whole) this.#putPoint.run(...pointRow(hour, point, whole))
    return whole !== undefined
  }

  /** Adds a stretch of a channel's requests; false where it overlaps with what is there. */
  stretch(channel: number, source: number, stretch: Stretch): boolean {
    const key = [stretch.hour, channel, source] as const
    const before = this.#findEnds.get(...key) as Ends | undefined
    const joint = before && joinEnds(before, stretch)
    if (before && !joint) return false
    const ends = joint?.ends ?? stretch
    let { unordered } = ends
    if (unordered === 0) {
      const add = (t: {
        previous: number
        next: number
        count: number
        first_ts: number
        last_ts: number
      }) => this.#transition.run(...key, t.previous, t.next, t.count, t.first_ts, t.last_ts)
      for (const transition of stretch.all()) add(transition)
      if (joint) add(joint.between)
      if (joint && Number(this.#different.get(...key)) > mostTransitions) unordered = 1
    }
    if (unordered === 1) this.#dropTransitions.run(...key)
    const { requests, first, first_ts, last, last_ts } = ends
    this.#putEnds.run(...key, requests, first, first_ts, last, last_ts, unordered)
    return true
  }

  /** Drops everything of a channel and hour, to be counted again. */
  drop(hour: number, channel: number, source: number): void {
    for (const drop of this.#drops) drop.run(hour, channel, source)
  }
}

function pointRow(hour: number, point: number, says: HourOfPoint): number[] {
  return [
    hour,
    point,
    says.n,
    says.min,
    says.min_ts,
    says.max,
    says.max_ts,
    says.sum,
    says.squares,
    says.first,
    says.first_ts,
    says.last,
    says.last_ts,
    says.changes,
    says.held_until,
    says.held_since,
    says.run,
    says.step,
    says.step_ts,
    says.step_rate,
    says.rate,
  ]
}
