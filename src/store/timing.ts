import type Database from 'better-sqlite3'
import { Histogram } from './histogram.js'
import { longestTime } from './scale.js'
import { statement } from './sql.js'

/** Polls of one log whose last time is remembered; beyond it all of them begin anew. */
const mostPolls = 50_000

interface Poll {
  last: number
  /** Later than what the table has. */
  moved: boolean
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
  readonly #clear: Database.Statement
  #file = -1
  #polls = new Map<number, Map<number, Poll>>()
  #size = 0
  readonly #responses = new Map<number, Histogram>()

  constructor(db: Database.Database) {
    const prepare = (file: string) => db.prepare(statement(import.meta.url, `./sql/${file}`))
    this.#addInterval = prepare('upsert-interval-bin.sql')
    this.#addResponse = prepare('upsert-response-bin.sql')
    this.#load = db.prepare('SELECT series, address, last_ts FROM poll_clock WHERE file = ?').raw()
    this.#save = db.prepare('INSERT OR REPLACE INTO poll_clock VALUES (?, ?, ?, ?)')
    this.#clear = db.prepare('DELETE FROM poll_clock WHERE file = ?')
  }

  /** Goes on with a log where its last run stopped; to be called before its polls. */
  open(file: number): void {
    if (file === this.#file) return
    this.#closePolls()
    this.#file = file
    for (const row of this.#load.all(file) as [number, number, number][]) {
      this.#remember(row[0], row[1], row[2], false)
    }
  }

  /** Counts a poll; `address` is -1 where there is none. */
  poll(series: number, address: number, ts: number, hour: number): void {
    const poll = this.#polls.get(series)?.get(address)
    if (!poll) {
      if (this.#size >= mostPolls) {
        this.#closePolls()
        this.#clear.run(this.#file)
      }
      this.#remember(series, address, ts, true)
      return
    }
    const step = Math.round((ts - poll.last) * 1e6)
    if (step <= 0) return
    if (step <= longestTime * 1e6) poll.intervals.add(hour, step)
    poll.last = ts
    poll.moved = true
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
  }

  /** Drops what was counted, after a rollback. */
  forget(): void {
    this.#file = -1
    this.#polls = new Map()
    this.#size = 0
    this.#responses.clear()
  }

  #remember(series: number, address: number, last: number, moved: boolean): void {
    let polls = this.#polls.get(series)
    if (!polls) {
      polls = new Map()
      this.#polls.set(series, polls)
    }
    polls.set(address, { last, moved, intervals: new Histogram() })
    this.#size += 1
  }

  #write(series: number, address: number, poll: Poll): void {
    for (const each of poll.intervals.take()) {
      const { hour, bin, count, places, squares } = each
      this.#addInterval.run(series, address, hour, bin, count, places, squares)
    }
    if (poll.moved) this.#save.run(this.#file, series, address, poll.last)
    poll.moved = false
  }

  /** Forgets the polls of a log; what they counted is written first. */
  #closePolls(): void {
    for (const [series, polls] of this.#polls) {
      for (const [address, poll] of polls) this.#write(series, address, poll)
    }
    this.#polls = new Map()
    this.#size = 0
  }
}
