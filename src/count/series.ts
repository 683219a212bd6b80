import type { Held } from './held.js'

/** Counts of one minute. */
export interface MinuteCounts {
  readonly series: number
  readonly minute: number
  readonly exchanges: number
  readonly requests: number
  readonly responses: number
  readonly exceptions: number
  /** First and last message, microseconds into the minute. */
  readonly first_us: number
  readonly last_us: number
}

/** Uses of an address range within an hour. */
export interface AddressCount {
  readonly series: number
  readonly hour: number
  readonly address: number
  readonly quantity: number
  readonly exchanges: number
}

/** What counts take in memory while they wait, in bytes. */
const minuteSize = 110
const addressSize = 150

/** Quantities above this do not occur in a Modbus request (16 bits). */
const mostQuantity = 65_536

/**
 * Counts what happens in one series. Logs are nearly in order of time, so it holds one minute and one
 * hour at a time and hands on what is complete; the rollups add up whatever comes.
 */
export class Series {
  readonly id: number
  #minute = -1
  #exchanges = 0
  #requests = 0
  #responses = 0
  #exceptions = 0
  #first = 0
  #last = 0
  #hour = -1
  // Empty maps and lists take more than all the rest, and a flood makes many series of one message each.
  #addresses: Map<number, number> | undefined
  #minutes: MinuteCounts[] | undefined
  #hours: AddressCount[] | undefined
  readonly #held: Held

  constructor(id: number, held: Held) {
    this.id = id
    this.#held = held
  }

  /** Adds to the counts of the minute a time lies in. */
  count(
    ts: number,
    minute: number,
    exchanges: number,
    requests: number,
    responses: number,
    exceptions: number,
  ): void {
    if (minute !== this.#minute) {
      this.#closeMinute()
      this.#minute = minute
      this.#first = ts
      this.#last = ts
    }
    if (ts < this.#first) this.#first = ts
    if (ts > this.#last) this.#last = ts
    this.#exchanges += exchanges
    this.#requests += requests
    this.#responses += responses
    this.#exceptions += exceptions
  }

  /** Adds a use of an address range to its hour. */
  use(hour: number, address: number, quantity: number): void {
    if (hour !== this.#hour) {
      this.#closeHour()
      this.#hour = hour
    }
    const key = address * mostQuantity + Math.min(quantity, mostQuantity - 1)
    this.#addresses ??= new Map()
    const uses = this.#addresses.get(key)
    if (uses === undefined) this.#held.waiting += addressSize
    this.#addresses.set(key, (uses ?? 0) + 1)
  }

  /** Hands over all counts and begins anew. */
  take(): { minutes: readonly MinuteCounts[]; hours: readonly AddressCount[] } {
    this.#closeMinute()
    this.#closeHour()
    const counts = { minutes: this.#minutes ?? [], hours: this.#hours ?? [] }
    this.#minutes = undefined
    this.#hours = undefined
    return counts
  }

  #closeMinute(): void {
    if (this.#minute >= 0) {
      this.#held.waiting += minuteSize
      this.#minutes ??= []
      this.#minutes.push({
        series: this.id,
        minute: this.#minute,
        exchanges: this.#exchanges,
        requests: this.#requests,
        responses: this.#responses,
        exceptions: this.#exceptions,
        first_us: Math.floor((this.#first - this.#minute) * 1e6),
        last_us: Math.ceil((this.#last - this.#minute) * 1e6),
      })
    }
    this.#minute = -1
    this.#exchanges = 0
    this.#requests = 0
    this.#responses = 0
    this.#exceptions = 0
  }

  #closeHour(): void {
    if (this.#addresses === undefined) return
    this.#hours ??= []
    for (const [key, exchanges] of this.#addresses) {
      const quantity = key % mostQuantity
      const address = (key - quantity) / mostQuantity
      this.#hours.push({ series: this.id, hour: this.#hour, address, quantity, exchanges })
    }
    this.#addresses = undefined
    this.#hour = -1
  }
}
