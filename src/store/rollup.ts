import type Database from 'better-sqlite3'
import { kind, type Message } from '../protocols/message.js'
import { Counter } from './counter.js'
import type { Interner } from './intern.js'
import { statement } from './sql.js'

const minuteLength = 60
const hourLength = 3600

/** The beginning of the minute or hour a time lies in. */
function floor(ts: number, length: number): number {
  return Math.floor(ts / length) * length
}

/** Counts messages while they are written: activity, addresses, rows by hour and minute, dirty minutes. */
export class Rollup {
  readonly #interner: Interner
  readonly #activity: Counter
  readonly #addresses: Counter
  readonly #sourceHours: Counter
  readonly #logMinutes: Counter
  readonly #dirty = new Set<number>()
  readonly #markDirty: Database.Statement
  readonly #prefer: Database.Statement
  readonly #preferred: Database.Statement

  constructor(db: Database.Database, interner: Interner) {
    this.#interner = interner
    this.#activity = new Counter(db, 'upsert-activity.sql')
    this.#addresses = new Counter(db, 'upsert-address-use.sql')
    this.#sourceHours = new Counter(db, 'upsert-source-hour.sql')
    this.#logMinutes = new Counter(db, 'upsert-log-minute.sql')
    this.#markDirty = db.prepare('INSERT OR IGNORE INTO dirty_minute VALUES (?)')
    this.#prefer = db.prepare(statement(import.meta.url, './sql/prefer-source.sql'))
    this.#preferred = db
      .prepare(
        'SELECT source FROM source_hour WHERE sensor = ? AND protocol = ? AND hour = ? AND preferred = 1',
      )
      .pluck()
  }

  /** Counts a row of any log. */
  row(sensor: string, log: string, ts: number): void {
    const minute = floor(ts, minuteLength)
    this.#logMinutes.add([sensor, log, minute], 1)
    this.#dirty.add(minute)
  }

  /** Counts a new exchange: the request, and the response where it is known. */
  message(sensor: string, channel: number, message: Message): void {
    const minute = floor(message.ts, minuteLength)
    const asked = message.kind === kind.exchange || message.kind === kind.request ? 1 : 0
    const told = message.kind === kind.request ? 0 : 1
    const plain = this.#series(channel, message, null)
    if (message.outcome === null) {
      this.#activity.add([plain, minute], 1, asked, told, 0)
    } else {
      this.#activity.add([plain, minute], 1, asked, 0, 0)
      this.#activity.add([this.#series(channel, message, message.outcome), minute], 0, 0, told, 1)
    }
    if (message.address !== null) {
      const hour = floor(message.ts, hourLength)
      this.#addresses.add([plain, hour, message.address, message.quantity ?? 1], 1)
    }
    this.#sourceHours.add(
      [sensor, message.protocol, floor(message.ts, hourLength), message.source],
      1,
    )
    this.#dirty.add(minute)
  }

  /** Counts the response to a request that was counted before. */
  response(channel: number, response: Message, requestTs: number): void {
    const minute = floor(requestTs, minuteLength)
    const failed = response.outcome === null ? 0 : 1
    this.#activity.add([this.#series(channel, response, response.outcome), minute], 0, 0, 1, failed)
    this.#dirty.add(minute)
  }

  /** Adds what was counted to the tables. */
  flush(): void {
    this.#activity.flush()
    this.#addresses.flush()
    this.#logMinutes.flush()
    const hours = new Map(
      this.#sourceHours.flush().map((key) => [key.slice(0, 3).join(' '), key.slice(0, 3)]),
    )
    for (const hour of hours.values()) this.#preferSource(hour)
    for (const minute of this.#dirty) this.#markDirty.run(minute)
    this.#dirty.clear()
  }

  /** Drops what was counted, after a rollback. */
  forget(): void {
    for (const counter of [this.#activity, this.#addresses, this.#sourceHours, this.#logMinutes]) {
      counter.forget()
    }
    this.#dirty.clear()
  }

  /** A richer log may have come for an hour that was judged by a poorer one: judge it again. */
  #preferSource(hour: readonly (number | string)[]): void {
    const before = this.#preferred.get(...hour)
    this.#prefer.run(...hour)
    const after = this.#preferred.get(...hour)
    if (before === after || before === undefined) return
    const start = Number(hour[2])
    for (let minute = start; minute < start + hourLength; minute += minuteLength)
      this.#dirty.add(minute)
  }

  #series(channel: number, message: Message, outcome: number | null): number {
    const { source, unit, function: code, sub_function } = message
    return this.#interner.series({ channel, source, unit, function: code, sub_function, outcome })
  }
}
