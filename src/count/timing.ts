import type { Held } from './held.js'
import { Histogram } from './histogram.js'
import type { Ledger } from './ledger.js'
import { longestTime } from './scale.js'

/** Polls of one log whose last time is remembered; beyond it all of them begin anew. */
const mostPolls = 50_000

interface Poll {
  readonly address: number
  last: number
  /** Later than what the table has. */
  moved: boolean
  intervals: Histogram | undefined
  /** Polls of further addresses by the same series: most have none. */
  others: Map<number, Poll> | undefined
}

/**
 * Counts the time from each poll to the next of its kind, and from request to response. A poll is an address
 * read or written by one function of one unit on one channel, as one log tells it. Only rows of the same log
 * file in their order make an interval, so neither the order of files nor the cut into runs matters: a row
 * earlier than one before it is passed over, and steps of more than two hours are none.
 */
export class Timing {
  readonly #ledger: Ledger
  #file = -1
  readonly #held: Held
  /** By series. */
  readonly #polls = new Map<number, Poll>()
  #size = 0
  readonly #responses = new Map<number, Histogram>()

  constructor(ledger: Ledger, held: Held) {
    this.#ledger = ledger
    this.#held = held
  }

  /** Goes on with a log where its last run stopped; to be called before its polls. */
  open(file: number): void {
    if (file === this.#file) return
    this.#closePolls()
    this.#file = file
    for (const [series, address, last] of this.#ledger.clocks(file)) {
      this.#remember(series, address, last, false)
    }
  }

  /** Counts a poll; `address` is -1 where there is none. */
  poll(series: number, address: number, ts: number, hour: number): void {
    const first = this.#polls.get(series)
    const poll = first?.address === address ? first : first?.others?.get(address)
    if (!poll) {
      if (this.#size >= mostPolls) {
        this.#closePolls()
        this.#ledger.dropClocks(this.#file)
      }
      this.#remember(series, address, ts, true)
      return
    }
    const step = Math.round((ts - poll.last) * 1e6)
    if (step <= 0) return
    if (step <= longestTime * 1e6) {
      poll.intervals ??= new Histogram(this.#held)
      poll.intervals.add(hour, step)
    }
    poll.last = ts
    poll.moved = true
  }

  /** Counts the time a response took, by the hour of its request. */
  response(series: number, ts: number, responseTs: number, hour: number): void {
    const us = Math.round((responseTs - ts) * 1e6)
    if (us <= 0 || us > longestTime * 1e6) return
    let times = this.#responses.get(series)
    if (!times) {
      times = new Histogram(this.#held)
      this.#responses.set(series, times)
    }
    times.add(hour, us)
  }

  /** Adds what was counted to the tables, and remembers the last time of each poll. */
  flush(): void {
    for (const [series, first] of this.#polls) this.#writeAll(series, first)
    for (const [series, times] of this.#responses) {
      for (const each of times.take()) {
        const { hour, bin, count, places, squares } = each
        this.#ledger.responseTimes(series, hour, bin, count, places, squares)
      }
    }
    this.#responses.clear()
  }

  /** Drops what was counted, after a rollback. */
  forget(): void {
    this.#file = -1
    this.#polls.clear()
    this.#size = 0
    this.#responses.clear()
  }

  #remember(series: number, address: number, last: number, moved: boolean): void {
    const poll = { address, last, moved, intervals: undefined, others: undefined }
    const first = this.#polls.get(series)
    if (first) {
      first.others ??= new Map()
      first.others.set(address, poll)
    } else {
      this.#polls.set(series, poll)
    }
    this.#size += 1
  }

  #writeAll(series: number, first: Poll): void {
    this.#write(series, first)
    for (const poll of first.others?.values() ?? []) this.#write(series, poll)
  }

  #write(series: number, poll: Poll): void {
    for (const each of poll.intervals?.take() ?? []) {
      const { hour, bin, count, places, squares } = each
      this.#ledger.interval(series, poll.address, hour, bin, count, places, squares)
    }
    if (poll.moved) this.#ledger.clock(this.#file, series, poll.address, poll.last)
    poll.intervals = undefined
    poll.moved = false
  }

  /** Forgets the polls of a log; what they counted is written first. */
  #closePolls(): void {
    for (const [series, first] of this.#polls) this.#writeAll(series, first)
    this.#polls.clear()
    this.#size = 0
  }
}
