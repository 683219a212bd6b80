import type Database from 'better-sqlite3'
import type { Message, Protocol } from '../protocols/message.js'
import type { Held } from './held.js'
import type { Channel, Interner } from './intern.js'
import { OrderTables } from './order-tables.js'
import { PointRollup } from './point-rollup.js'
import { Recount } from './recount.js'
import { SequenceRollup } from './sequence-rollup.js'

/** What an hour that is to be counted again takes in memory, in bytes. */
const lateSize = 600

/** An hour of a channel, as one log tells it. */
interface Late {
  readonly hour: number
  readonly channel: number
  readonly source: number
  readonly protocol: Protocol
}

/**
 * Counts what depends on the order of time: steps and runs of values, and which request followed which.
 * Rows come nearly in order, and pieces of an hour that follow one another are joined. Where a row comes
 * late, its hour on its channel is counted again from the messages, so that the order of arrival never shows.
 */
export class OrderRollup {
  readonly #points: PointRollup | undefined
  readonly #sequences: SequenceRollup
  readonly #tables: OrderTables
  readonly #recount: Recount
  readonly #late = new Map<string, Late>()
  readonly #held: Held

  constructor(db: Database.Database, interner: Interner, values: boolean, held: Held) {
    this.#held = held
    this.#points = values ? new PointRollup(db, held) : undefined
    this.#sequences = new SequenceRollup(held)
    this.#tables = new OrderTables(db)
    this.#recount = new Recount(db, interner, this.#tables, values)
  }

  /** Counts a message: its place in the order of requests, and its values. */
  message(channel: Channel, message: Message, hour: number, series: number): void {
    if (!this.#sequences.message(channel, message, hour, series))
      this.#isLate(channel, message, hour)
    this.values(channel, message, hour)
  }

  /** Counts the values of an exchange. */
  values(channel: Channel, message: Message, hour: number): void {
    if (message.protocol !== 'modbus' || !this.#points) return
    if (!this.#points.message(channel, message, hour)) this.#isLate(channel, message, hour)
  }

  /** Adds what was counted to the tables; the messages must be there. */
  flush(): void {
    const overlap = (hour: number, channel: number, source: number, protocol?: string) =>
      this.#recount.add(hour, channel, source, protocol)
    for (const each of this.#late.values()) {
      overlap(each.hour, each.channel, each.source, each.protocol)
    }
    this.#late.clear()
    for (const each of this.#points?.take() ?? []) {
      if (!this.#tables.point(each)) overlap(each.hour, ...this.#tables.placeOf(each.point))
    }
    for (const { channel, source, sequence } of this.#sequences.take()) {
      if (!this.#tables.sequence(channel, source, sequence)) overlap(sequence.hour, channel, source)
    }
    this.#recount.run()
  }

  /** Drops what was counted, after a rollback. */
  forget(): void {
    this.#points?.forget()
    this.#sequences.forget()
    this.#late.clear()
  }

  #isLate(channel: Channel, message: Message, hour: number): void {
    const { source, protocol } = message
    const key = `${hour} ${channel.id} ${source}`
    if (this.#late.has(key)) return
    this.#late.set(key, { hour, channel: channel.id, source, protocol })
    this.#held.waiting += lateSize
  }
}
