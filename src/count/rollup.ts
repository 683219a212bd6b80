import { kind, type Message, type Protocol } from '../protocols/message.js'
import type { Channel } from './channel.js'
import { Counter } from './counter.js'
import type { Held } from './held.js'
import type { Interner } from './intern.js'
import type { Ledger } from './ledger.js'
import { OrderRollup } from './order.js'
import type { Series } from './series.js'
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
  readonly #ledger: Ledger
  readonly #sourceHours: Counter
  readonly #logMinutes: Counter
  readonly #dirty = new Set<number>()
  readonly #timing: Timing
  readonly #order: OrderRollup

  constructor(ledger: Ledger, interner: Interner, values: boolean, held: Held) {
    this.#ledger = ledger
    this.#interner = interner
    this.#held = held
    this.#order = new OrderRollup(ledger, values, held)
    this.#sourceHours = new Counter(held)
    this.#logMinutes = new Counter(held)
    this.#timing = new Timing(ledger, held)
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

  /** Tells what was counted. */
  flush(): void {
    const ledger = this.#ledger
    this.#order.flush()
    for (const series of this.#interner.allSeries()) this.#tellSeries(series)
    this.#logMinutes.flush((minute, [sensor, log], rows) => {
      ledger.logMinute(String(sensor), String(log), minute, rows)
    })
    this.#sourceHours.flush((hour, [sensor, protocol, source], rows) => {
      ledger.sourceHour(String(sensor), protocol as Protocol, hour, Number(source), rows)
    })
    for (const minute of this.#dirty) ledger.dirty(minute)
    this.#dirty.clear()
    this.#timing.flush()
    ledger.counted()
    this.#held.waiting = 0
    if (this.#held.remembersMuch) this.#interner.forget()
  }

  #tellSeries(series: Series): void {
    const { minutes, hours } = series.take()
    for (const each of minutes) {
      const { minute, exchanges, requests, responses, exceptions, first_us, last_us } = each
      this.#ledger.minute(
        series.id,
        minute,
        exchanges,
        requests,
        responses,
        exceptions,
        first_us,
        last_us,
      )
    }
    for (const { hour, address, quantity, exchanges } of hours) {
      this.#ledger.addresses(series.id, hour, address, quantity, exchanges)
    }
  }

  /** Drops what was counted, after a rollback; the interner forgets the counts of its series. */
  forget(): void {
    this.#sourceHours.forget()
    this.#logMinutes.forget()
    this.#dirty.clear()
    this.#timing.forget()
    this.#order.forget()
    this.#held.waiting = 0
  }
}
