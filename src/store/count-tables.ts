import type Database from 'better-sqlite3'
import type { Counts, Numbers, Stretch } from '../count/ledger.js'
import type { HourOfPoint } from '../count/point-hour.js'
import type { Protocol } from '../protocols/message.js'
import { RowWriter } from './block-insert.js'
import { OrderTables } from './order-tables.js'
import { Recount } from './recount.js'
import { statement } from './sql.js'

const minuteLength = 60
const hourLength = 3600

type SourceHour = readonly [sensor: string, protocol: string, hour: number]

/** Adds what was counted to the tables. */
export class CountTables implements Counts {
  readonly #activity: RowWriter
  readonly #addresses: RowWriter
  readonly #order: OrderTables
  readonly #recount: Recount
  readonly #logMinute: Database.Statement
  readonly #sourceHour: Database.Statement
  readonly #interval: Database.Statement
  readonly #response: Database.Statement
  readonly #saveClock: Database.Statement
  readonly #dropClocks: Database.Statement
  readonly #dirty: Database.Statement
  readonly #prefer: Database.Statement
  readonly #preferred: Database.Statement
  /** Hours of which a log said something since the last time they were whole. */
  #hours: SourceHour[] = []

  constructor(db: Database.Database, numbers: Numbers, values: boolean) {
    const sql = (file: string) => statement(import.meta.url, `./sql/${file}`)
    const prepare = (file: string) => db.prepare(sql(file))
    this.#activity = new RowWriter(db, sql('upsert-activity.sql'))
    this.#addresses = new RowWriter(db, sql('upsert-address-use.sql'))
    this.#order = new OrderTables(db)
    this.#recount = new Recount(db, numbers, this.#order, values)
    this.#logMinute = prepare('upsert-log-minute.sql')
    this.#sourceHour = prepare('upsert-source-hour.sql')
    this.#interval = prepare('upsert-interval-bin.sql')
    this.#response = prepare('upsert-response-bin.sql')
    this.#saveClock = db.prepare('INSERT OR REPLACE INTO poll_clock VALUES (?, ?, ?, ?)')
    this.#dropClocks = db.prepare('DELETE FROM poll_clock WHERE file = ?')
    this.#dirty = db.prepare('INSERT OR IGNORE INTO dirty_minute VALUES (?)')
    this.#prefer = prepare('prefer-source.sql')
    this.#preferred = prepare('preferred-source.sql').pluck()
  }

  late(hour: number, channel: number, source: number, protocol: Protocol): void {
    this.#recount.add(hour, channel, source, protocol)
  }

  pointHour(point: number, hour: number, says: HourOfPoint): void {
    if (!this.#order.point(point, hour, says)) {
      this.#recount.add(hour, ...this.#order.placeOf(point))
    }
  }

  stretch(channel: number, source: number, stretch: Stretch): void {
    if (!this.#order.stretch(channel, source, stretch)) {
      this.#recount.add(stretch.hour, channel, source)
    }
  }

  minute(...row: Parameters<Counts['minute']>): void {
    for (const value of row) this.#activity.put(value)
  }

  addresses(...row: Parameters<Counts['addresses']>): void {
    for (const value of row) this.#addresses.put(value)
  }

  logMinute(sensor: string, log: string, minute: number, rows: number): void {
    this.#logMinute.run(sensor, log, minute, rows)
  }

  sourceHour(sensor: string, protocol: Protocol, hour: number, source: number, rows: number): void {
    this.#sourceHour.run(sensor, protocol, hour, source, rows)
    this.#hours.push([sensor, protocol, hour])
  }

  dirty(minute: number): void {
    this.#dirty.run(minute)
  }

  interval(...row: Parameters<Counts['interval']>): void {
    this.#interval.run(...row)
  }

  responseTimes(...row: Parameters<Counts['responseTimes']>): void {
    this.#response.run(...row)
  }

  clock(file: number, series: number, address: number, last: number): void {
    this.#saveClock.run(file, series, address, last)
  }

  dropClocks(file: number): void {
    this.#dropClocks.run(file)
  }

  counted(): void {
    this.#recount.run()
    this.#activity.flush()
    this.#addresses.flush()
    for (const hour of this.#hours) this.#preferSource(hour)
    this.#hours = []
  }

  /** Drops what waits, after a rollback. */
  forget(): void {
    this.#recount.forget()
    this.#activity.forget()
    this.#addresses.forget()
    this.#hours = []
  }

  /** A richer log may have come for an hour that was judged by a poorer one: judge it again. */
  #preferSource(hour: SourceHour): void {
    const before = this.#preferred.get(...hour)
    this.#prefer.run(...hour)
    const after = this.#preferred.get(...hour)
    if (before === after || before === undefined) return
    const start = hour[2]
    for (let minute = start; minute < start + hourLength; minute += minuteLength) {
      this.#dirty.run(minute)
    }
  }
}
