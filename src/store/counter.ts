import type Database from 'better-sqlite3'

type Name = number | string

/** Counts rows by time and a few names in memory, then adds them to a table in one go. */
export class Counter {
  readonly #upsert: Database.Statement
  readonly #counts = new Map<string, { names: Name[]; times: Map<number, number> }>()
  #last: { names: Name[]; times: Map<number, number> } | undefined

  /** `upsert` takes the names and the time in its own order, and the count last. */
  constructor(upsert: Database.Statement) {
    this.#upsert = upsert
  }

  /** Counts one row. */
  add(time: number, ...names: Name[]): void {
    let entry = this.#last
    // Rows of one log follow one another: the names are nearly always those of the row before.
    if (!entry?.names.every((name, index) => name === names[index])) {
      entry = this.#entry(names)
      this.#last = entry
    }
    entry.times.set(time, (entry.times.get(time) ?? 0) + 1)
  }

  /** Writes the counts and forgets them; tells the keys, as `toKey` orders them. */
  flush(toKey: (time: number, names: readonly Name[]) => unknown[]): unknown[][] {
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
  }

  #entry(names: Name[]) {
    const key = names.join(' ')
    let entry = this.#counts.get(key)
    if (!entry) {
      entry = { names, times: new Map() }
      this.#counts.set(key, entry)
    }
    return entry
  }
}
