import type Database from 'better-sqlite3'

/** Rows a statement inserts at once: the best of 1 to 256 measured with sixteen columns. */
const rowsAtOnce = 64

/** A value that SQLite takes. */
export type Value = number | string | Buffer | null

/** Inserts rows into one table, many at a time. */
export class TableWriter {
  readonly columns: readonly string[]
  readonly #many: Database.Statement
  readonly #one: Database.Statement
  readonly #waiting: Value[]
  #filled = 0

  constructor(db: Database.Database, name: string) {
    const info = db.pragma(`table_info(${name})`) as { name: string }[]
    this.columns = info.map((column) => column.name)
    const row = `(${info.map(() => '?').join(', ')})`
    this.#one = db.prepare(`INSERT INTO ${name} VALUES ${row}`)
    this.#many = db.prepare(`INSERT INTO ${name} VALUES ${Array(rowsAtOnce).fill(row).join(', ')}`)
    this.#waiting = Array(rowsAtOnce * info.length).fill(null)
  }

  /** Takes the next value of a row; values come in the order of `columns`. */
  put(value: Value): void {
    this.#waiting[this.#filled] = value
    this.#filled += 1
    if (this.#filled === this.#waiting.length) {
      this.#many.run(this.#waiting)
      this.#filled = 0
    }
  }

  /** Inserts the rows that are left. */
  flush(): void {
    const width = this.columns.length
    for (let start = 0; start < this.#filled; start += width) {
      this.#one.run(this.#waiting.slice(start, start + width))
    }
    this.#filled = 0
  }

  /** Drops what is left, after a rollback. */
  forget(): void {
    this.#filled = 0
  }
}
