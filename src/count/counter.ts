import type { Held } from './held.js'

/** What names, and a time of them, take in memory until they are written, in bytes. */
const namesSize = 500
const timeSize = 150

type Name = number | string

/** Counts rows by time and a few names in memory, then tells them in one go. */
export class Counter {
  readonly #held: Held
  readonly #counts = new Map<string, { names: Name[]; times: Map<number, number> }>()
  #last: { names: Name[]; times: Map<number, number> } | undefined
  /** Rows of the last names and time that are not in its map yet. */
  #time = Number.NaN
  #rows = 0

  constructor(held: Held) {
    this.#held = held
  }

  /** Counts one row. */
  add(time: number, ...names: Name[]): void {
    // Rows of one log follow one another: names and time are nearly always those of the row before.
    if (time !== this.#time || !this.#isLast(names)) {
      this.#settle()
      this.#last = this.#entry(names)
      this.#time = time
    }
    this.#rows += 1
  }

  #isLast(names: readonly Name[]): boolean {
    const last = this.#last?.names
    if (last === undefined) return false
    for (let index = 0; index < names.length; index += 1) {
      if (last[index] !== names[index]) return false
    }
    return true
  }

  #settle(): void {
    const times = this.#last?.times
    const before = times?.get(this.#time)
    if (before === undefined) this.#held.waiting += timeSize
    times?.set(this.#time, (before ?? 0) + this.#rows)
    this.#rows = 0
  }

  /** Tells the counts and forgets them. */
  flush(tell: (time: number, names: readonly Name[], rows: number) => void): void {
    this.#settle()
    for (const { names, times } of this.#counts.values()) {
      for (const [time, rows] of times) tell(time, names, rows)
    }
    this.forget()
  }

  /** Drops the counts, after a rollback. */
  forget(): void {
    this.#counts.clear()
    this.#last = undefined
    this.#time = Number.NaN
    this.#rows = 0
  }

  #entry(names: Name[]) {
    const key = names.join(' ')
    let entry = this.#counts.get(key)
    if (!entry) {
      entry = { names, times: new Map() }
      this.#held.waiting += namesSize
      this.#counts.set(key, entry)
    }
    return entry
  }
}
