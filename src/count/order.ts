import type { Message, Protocol } from '../protocols/message.js'
import type { Channel } from './channel.js'
import type { Held } from './held.js'
import type { Ledger } from './ledger.js'
import { PointRollup } from './point-rollup.js'
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
  readonly #ledger: Ledger
  /** What is to be counted again. */
  readonly #hours = new Map<string, Late>()
  readonly #held: Held

  constructor(ledger: Ledger, values: boolean, held: Held) {
    this.#ledger = ledger
    this.#held = held
    this.#points = values ? new PointRollup(ledger, held) : undefined
    this.#sequences = new SequenceRollup(held)
  }

  /** Counts a message: its place in the order of requests, and its values. */
  message(channel: Channel, message: Message, hour: number, series: number): void {
    if (!this.#sequences.message(channel, message, hour, series)) this.#late(channel, message, hour)
    this.values(channel, message, hour)
  }

  /** Counts the values of an exchange. */
  values(channel: Channel, message: Message, hour: number): void {
    if (message.protocol !== 'modbus' || !this.#points) return
    if (!this.#points.message(channel, message, hour)) this.#late(channel, message, hour)
  }

  /** Has the hour of a message counted again. */
  #late(channel: Channel, message: Message, hour: number): void {
    const { source, protocol } = message
    const key = `${hour} ${channel.id} ${source}`
    if (this.#hours.has(key)) return
    this.#hours.set(key, { hour, channel: channel.id, source, protocol })
    this.#held.waiting += lateSize
  }

  /** Tells what was counted; the messages must be taken down. */
  flush(): void {
    for (const { hour, channel, source, protocol } of this.#hours.values()) {
      this.#ledger.late(hour, channel, source, protocol)
    }
    this.#hours.clear()
    for (const { point, hour, says } of this.#points?.take() ?? []) {
      this.#ledger.pointHour(point, hour, says)
    }
    for (const { channel, source, sequence } of this.#sequences.take()) {
      this.#ledger.stretch(channel, source, sequence)
    }
  }

  /** Drops what was counted, after a rollback. */
  forget(): void {
    this.#points?.forget()
    this.#sequences.forget()
    this.#hours.clear()
  }
}
