import type Database from 'better-sqlite3'

import type { Held } from './held.js'

/** What names, and a time of them, take in memory until they are written, in bytes. */
const namesSize = 500
const timeSize = 150

type Name = number | string

/** Counts rows by time and a few names in memory, then adds them to a table in one go. */
export class Counter {
  readonly #upsert: Database.Statement
  readonly #held: Held
  readonly #counts = new Map<string, { names: Name[]; times: Map<number, number> }>()
  #last: { names: Name[]; times: Map<number, number> } | undefined
  /** Rows of the last names and time that are not in its map yet. */
  #time = Number.NaN
  #rows = 0

  /** `upsert` takes the names and the time in its own order, and the count last. */
  constructor(upsert: Database.Statement, held: Held) {
    this.#upsert = upsert
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

  /** Writes the counts and forgets them; tells the keys, as `toKey` orders them. */
  flush(toKey: (time: number, names: readonly Name[]) => unknown[]): unknown[][] {
    this.#settle()
    const keys: unknown[][] = []
    for (const { names, times } of this.#counts.values()) {
      for (const [time, count] of times) {
        const key = toKey(time, names)
        this.#upsert.run(...key, count)
        keys.push(key)
      }
    }
    this.forget()
    return keys
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
