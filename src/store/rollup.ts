import type Database from 'better-sqlite3'
import { kind, type Message } from '../protocols/message.js'
import { Counter } from './counter.js'
import type { Held } from './held.js'
import type { Channel, Interner } from './intern.js'
import { OrderRollup } from './order.js'
import { RowWriter } from './rows.js'
import { statement } from './sql.js'
import { Timing } from './timing.js'

const minuteLength = 60
const hourLength = 3600

/** The beginning of the minute or hour a time lies in. */
function floor(ts: number, length: number): number {
  return Math.floor(ts / length) * length
}

/** Counts messages while they are written: activity, addresses, times, rows by hour and minute, dirty minutes. */
export class Rollup {
  readonly #interner: Interner
  readonly #held: Held
  readonly #activity: RowWriter
  readonly #addresses: RowWriter
  readonly #sourceHours: Counter
  readonly #logMinutes: Counter
  readonly #dirty = new Set<number>()
  readonly #markDirty: Database.Statement
  readonly #prefer: Database.Statement
  readonly #preferred: Database.Statement
  readonly #timing: Timing
  readonly #order: OrderRollup

  constructor(db: Database.Database, interner: Interner, values: boolean, held: Held) {
    this.#held = held
    this.#order = new OrderRollup(db, interner, values, held)
    const sql = (file: string) => statement(import.meta.url, `./sql/${file}`)
    const prepare = (file: string) => db.prepare(sql(file))
    this.#interner = interner
    this.#activity = new RowWriter(db, sql('upsert-activity.sql'))
    this.#addresses = new RowWriter(db, sql('upsert-address-use.sql'))
    this.#sourceHours = new Counter(prepare('upsert-source-hour.sql'), held)
    this.#logMinutes = new Counter(prepare('upsert-log-minute.sql'), held)
    this.#markDirty = db.prepare('INSERT OR IGNORE INTO dirty_minute VALUES (?)')
    this.#prefer = prepare('prefer-source.sql')
    this.#preferred = prepare('preferred-source.sql').pluck()
    this.#timing = new Timing(db, held)
  }

  /** The messages that follow are of this log. */
  open(file: number): void {
    this.#timing.open(file)
  }

  /** Counts a row of any log. */
  row(sensor: string, log: string, ts: number): void {
    const minute = floor(ts, minuteLength)
    this.#logMinutes.add(minute, sensor, log)
    this.#dirty.add(minute)
  }

  /** Counts a new exchange: the request, and the response where it is known. */
  message(sensor: string, channel: Channel, message: Message): void {
    const { ts, outcome, address } = message
    const minute = floor(ts, minuteLength)
    const hour = floor(ts, hourLength)
    const asked = message.kind === kind.exchange || message.kind === kind.request ? 1 : 0
    const told = message.kind === kind.request || message.kind === kind.push ? 0 : 1
    const exchange = message.kind === kind.reply ? 0 : 1
    const plain = this.#interner.series(channel, message, null)
    if (outcome === null) {
      plain.count(ts, minute, exchange, asked, told, 0)
    } else {
      plain.count(ts, minute, exchange, asked, 0, 0)
      this.#interner.series(channel, message, outcome).count(ts, minute, 0, 0, told, 1)
    }
    if (address !== null) plain.use(hour, address, message.quantity ?? 1)
    // What a server sends unasked is no poll.
    if (asked === 1 || message.kind === kind.response)
      this.#timing.poll(plain.id, address ?? -1, ts, hour)
    if (message.response_ts !== null) this.#timing.response(plain.id, ts, message.response_ts, hour)
    this.#order.message(channel, message, hour, plain.id)
    this.#sourceHours.add(hour, sensor, message.protocol, message.source)
    this.#dirty.add(minute)
  }

  /** Counts the response to a request that was counted before. */
  response(channel: Channel, response: Message, requestTs: number): void {
    const minute = floor(requestTs, minuteLength)
    const failed = response.outcome === null ? 0 : 1
    this.#interner
      .series(channel, response, response.outcome)
      .count(requestTs, minute, 0, 0, 1, failed)
    if (response.response_ts !== null) {
      const { id } = this.#interner.series(channel, response, null)
      this.#timing.response(id, requestTs, response.response_ts, floor(requestTs, hourLength))
    }
    this.#dirty.add(minute)
  }

  /** Counts the values of an exchange whose request was counted before. */
  completed(channel: Channel, exchange: Message): void {
    this.#order.values(channel, exchange, floor(exchange.ts, hourLength))
  }

  /** Adds what was counted to the tables. */
  flush(): void {
    this.#order.flush()
    for (const series of this.#interner.allSeries()) {
      const { minutes, hours } = series.take()
      for (const each of minutes) {
        this.#activity.row(
          each.series,
          each.minute,
          each.exchanges,
          each.requests,
          each.responses,
          each.exceptions,
          each.first_us,
          each.last_us,
        )
      }
      for (const { hour, address, quantity, exchanges } of hours) {
        this.#addresses.row(series.id, hour, address, quantity, exchanges)
      }
    }
    this.#activity.flush()
    this.#addresses.flush()
    this.#logMinutes.flush((minute, [sensor, log]) => [sensor, log, minute])
    const hours = this.#sourceHours.flush((hour, [sensor, protocol, source]) => [
      sensor,
      protocol,
      hour,
      source,
    ])
    for (const [sensor, protocol, hour] of hours) this.#preferSource(sensor, protocol, hour)
    for (const minute of this.#dirty) this.#markDirty.run(minute)
    this.#dirty.clear()
    this.#timing.flush()
    this.#held.waiting = 0
    if (this.#held.remembersMuch) this.#interner.forget()
  }

  /** Drops what was counted, after a rollback; the interner forgets the counts of its series. */
  forget(): void {
    this.#activity.forget()
    this.#addresses.forget()
    this.#sourceHours.forget()
    this.#logMinutes.forget()
    this.#dirty.clear()
    this.#timing.forget()
    this.#order.forget()
    this.#held.waiting = 0
  }

  /** A richer log may have come for an hour that was judged by a poorer one: judge it again. */
  #preferSource(...hour: readonly unknown[]): void {
    const before = this.#preferred.get(...hour)
    this.#prefer.run(...hour)
    const after = this.#preferred.get(...hour)
    if (before === after || before === undefined) return
    const start = Number(hour[2])
    for (let minute = start; minute < start + hourLength; minute += minuteLength) {
      this.#dirty.add(minute)
    }
  }
}
