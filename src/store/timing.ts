import type Database from 'better-sqlite3'
import { Histogram } from './histogram.js'
import { longestTime } from './scale.js'
import { statement } from './sql.js'

/** Polls of one log whose last time is remembered; beyond it all of them begin anew. */
const mostPolls = 50_000
/** Numbers a remembered poll takes: series, address, last time. */
const width = 3

interface Poll {
  last: number
  readonly intervals: Histogram
}

/**
 * Counts the time from each poll to the next of its kind, and from request to response. A poll is an address
 * read or written by one function of one unit on one channel, as one log tells it. Only rows of the same log
 * file in their order make an interval, so neither the order of files nor the cut into runs matters: a row
 * earlier than one before it is passed over, and steps of more than two hours are none.
 */
export class Timing {
  readonly #addInterval: Database.Statement
  readonly #addResponse: Database.Statement
  readonly #load: Database.Statement
  readonly #save: Database.Statement
  #file = -1
  #polls = new Map<number, Map<number, Poll>>()
  #size = 0
  #moved = false
  readonly #responses = new Map<number, Histogram>()

  constructor(db: Database.Database) {
    const prepare = (file: string) => db.prepare(statement(import.meta.url, `./sql/${file}`))
    this.#addInterval = prepare('upsert-interval-bin.sql')
    this.#addResponse = prepare('upsert-response-bin.sql')
    this.#load = db.prepare('SELECT polls FROM poll_clock WHERE file = ?').pluck()
    this.#save = db.prepare('INSERT OR REPLACE INTO poll_clock VALUES (?, ?)')
  }

  /** Goes on with a log where its last run stopped; to be called before its polls. */
  open(file: number): void {
    if (file === this.#file) return
    this.#closePolls()
    this.#file = file
    const stored = this.#load.get(file) as Buffer | undefined
    if (!stored) return
    const numbers = new Float64Array(Uint8Array.from(stored).buffer)
    for (let at = 0; at < numbers.length; at += width) {
      const [series = 0, address = 0, last = 0] = numbers.subarray(at, at + width)
      this.#remember(series, address, last)
    }
  }

  /** Counts a poll; `address` is -1 where there is none. */
  poll(series: number, address: number, ts: number, hour: number): void {
    this.#moved = true
    const poll = this.#polls.get(series)?.get(address)
    if (!poll) {
      if (this.#size >= mostPolls) this.#closePolls()
      this.#remember(series, address, ts)
      return
    }
    const step = Math.round((ts - poll.last) * 1e6)
    if (step <= 0) return
    if (step <= longestTime * 1e6) poll.intervals.add(hour, step)
    poll.last = ts
  }

  /** Counts the time a response took, by the hour of its request. */
  response(series: number, ts: number, responseTs: number, hour: number): void {
    const us = Math.round((responseTs - ts) * 1e6)
    if (us <= 0 || us > longestTime * 1e6) return
    let times = this.#responses.get(series)
    if (!times) {
      times = new Histogram()
      this.#responses.set(series, times)
    }
    times.add(hour, us)
  }

  /** Adds what was counted to the tables, and remembers the last time of each poll. */
  flush(): void {
    for (const [series, polls] of this.#polls) {
      for (const [address, poll] of polls) this.#write(series, address, poll)
    }
    for (const [series, times] of this.#responses) {
      for (const each of times.take()) {
        this.#addResponse.run(series, each.hour, each.bin, each.count, each.places, each.squares)
      }
    }
    if (this.#responses.size > mostPolls) this.#responses.clear()
    this.#savePolls()
  }

  /** Drops what was counted, after a rollback. */
  forget(): void {
    this.#file = -1
    this.#polls = new Map()
    this.#size = 0
    this.#moved = false
    this.#responses.clear()
  }

  #remember(series: number, address: number, last: number): void {
    let polls = this.#polls.get(series)
    if (!polls) {
      polls = new Map()
      this.#polls.set(series, polls)
    }
    polls.set(address, { last, intervals: new Histogram() })
    this.#size += 1
  }

  #write(series: number, address: number, poll: Poll): void {
    for (const each of poll.intervals.take()) {
      const { hour, bin, count, places, squares } = each
      this.#addInterval.run(series, address, hour, bin, count, places, squares)
    }
  }

  /** Forgets the polls of a log; what they counted is written first. */
  #closePolls(): void {
    for (const [series, polls] of this.#polls) {
      for (const [address, poll] of polls) this.#write(series, address, poll)
    }
    this.#savePolls()
    this.#polls = new Map()
    this.#size = 0
  }

  #savePolls(): void {
    if (!this.#moved) return
    this.#moved = false
    const numbers = new Float64Array(this.#size * width)
    let at = 0
    for (const [series, polls] of this.#polls) {
      for (const [address, poll] of polls) {
        numbers.set([series, address, poll.last], at)
        at += width
      }
    }
    this.#save.run(this.#file, Buffer.from(numbers.buffer))
  }
}
