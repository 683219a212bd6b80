import type Database from 'better-sqlite3'
import { statement } from './sql.js'

type Key = readonly (number | string)[]

/** Sums by key in memory, then adds them to a table in one go. */
export class Counter {
  readonly #sums = new Map<string, { key: Key; amounts: number[] }>()
  readonly #upsert: Database.Statement

  constructor(db: Database.Database, sqlFile: string) {
    this.#upsert = db.prepare(statement(import.meta.url, `./sql/${sqlFile}`))
  }

  /** Adds amounts under a key; every key of one counter has as many amounts. */
  add(key: Key, ...amounts: number[]): void {
    const name = key.join(' ')
    const sum = this.#sums.get(name)
    if (!sum) this.#sums.set(name, { key, amounts })
    else
      for (const [index, amount] of amounts.entries())
        sum.amounts[index] = (sum.amounts[index] ?? 0) + amount
  }

  /** Writes the sums and forgets them; tells the keys. */
  flush(): Key[] {
    const keys: Key[] = []
    for (const { key, amounts } of this.#sums.values()) {
      this.#upsert.run(...key, ...amounts)
      keys.push(key)
    }
    this.#sums.clear()
    return keys
  }

  /** Drops the sums, after a rollback. */
  forget(): void {
    this.#sums.clear()
  }
}
