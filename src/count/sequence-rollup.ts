import { kind, type Message } from '../protocols/message.js'
import type { Channel } from './channel.js'
import type { Held } from './held.js'
import { Sequence, symbolOf } from './sequence.js'

/** A finished stretch of a channel's requests, within one hour. */
export interface FinishedSequence {
  readonly channel: number
  readonly source: number
  readonly sequence: Sequence
}

/** Counts which request followed which, by channel and hour. */
export class SequenceRollup {
  readonly #open = new Map<Sequence, FinishedSequence>()
  readonly #channels = new Set<Channel>()
  #finished: FinishedSequence[] = []
  readonly #held: Held

  constructor(held: Held) {
    this.#held = held
  }

  /** Takes a message; false where it is a request older than one that was seen of its hour. */
  message(channel: Channel, message: Message, hour: number, series: number): boolean {
    const { source, protocol } = message
    if (message.kind !== kind.exchange && message.kind !== kind.request) return true
    if (protocol === 'cotp') return true
    const symbol = symbolOf(series, message.address, message.quantity)
    const sequence = channel.sequences.get(source)
    if (sequence?.hour === hour) return sequence.add(message.ts, symbol)
    if (sequence) {
      const done = this.#open.get(sequence)
      if (done) this.#finished.push(done)
      this.#open.delete(sequence)
    }
    const fresh = new Sequence(hour, message.ts, symbol, this.#held)
    channel.sequences.set(source, fresh)
    this.#channels.add(channel)
    this.#open.set(fresh, { channel: channel.id, source, sequence: fresh })
    return true
  }

  /** Hands over what was counted and begins anew. */
  take(): FinishedSequence[] {
    const finished = [...this.#finished, ...this.#open.values()]
    this.forget()
    return finished
  }

  /** Drops what was counted, after a rollback. */
  forget(): void {
    for (const channel of this.#channels) channel.sequences.clear()
    this.#channels.clear()
    this.#open.clear()
    this.#finished = []
  }
}
