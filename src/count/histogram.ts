import type { Held } from './held.js'
import { binOf, placeOf } from './scale.js'

/** What a histogram and a bin take in memory, in bytes. */
const ownSize = 300
const binSize = 130

/** Times of one hour that fell into one bin. */
export interface HourBin {
  readonly hour: number
  readonly bin: number
  count: number
  /** Sum of the places within the bin, and of their squares. */
  places: number
  squares: number
}

/** Counts times in logarithmic bins by hour: it holds one hour and hands on what is complete. */
export class Histogram {
  #hour = -1
  #last: HourBin | undefined
  #bins: HourBin[] = []
  readonly #done: HourBin[] = []
  readonly #held: Held

  constructor(held: Held) {
    this.#held = held
    held.waiting += ownSize
  }

  /** Adds one time, in whole microseconds. */
  add(hour: number, us: number): void {
    if (hour !== this.#hour) this.#close(hour)
    const bin = binOf(us)
    let entry = this.#last
    // A poller keeps its pace: the bin is nearly always the one before.
    if (entry?.bin !== bin) {
      entry = this.#entry(bin)
      this.#last = entry
    }
    const place = placeOf(us, bin)
    entry.count += 1
    entry.places += place
    entry.squares += place * place
  }

  /** Hands over all counts and begins anew. */
  take(): HourBin[] {
    this.#close(-1)
    return this.#done.splice(0)
  }

  #close(hour: number): void {
    for (const entry of this.#bins) this.#done.push(entry)
    this.#bins = []
    this.#last = undefined
    this.#hour = hour
  }

  #entry(bin: number): HourBin {
    let entry = this.#bins.find((each) => each.bin === bin)
    if (!entry) {
      entry = { hour: this.#hour, bin, count: 0, places: 0, squares: 0 }
      this.#bins.push(entry)
      this.#held.waiting += binSize
    }
    return entry
  }
}
