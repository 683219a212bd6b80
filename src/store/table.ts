import type Database from 'better-sqlite3'

/** Rows a statement inserts at once: the best of 1 to 256 measured with sixteen columns. */
const rowsAtOnce = 32

/** A value that SQLite takes. */
export type Value = number | string | Buffer | null

/** Inserts rows into one table, many at a time. */
export class TableWriter {
  readonly columns: readonly string[]
  readonly #db: Database.Database
  readonly #name: string
  readonly #many: Database.Statement
  #waiting: Value[] = []

  constructor(db: Database.Database, name: string) {
    this.#db = db
    this.#name = name
    this.columns = (db.pragma(`table_info(${name})`) as { name: string }[]).map(
      (column) => column.name,
    )
    this.#many = db.prepare(this.#statement(rowsAtOnce))
  }

  /** Takes one row, its values in the order of `columns`. */
  push(values: readonly Value[]): void {
    for (const value of values) this.#waiting.push(value)
    if (this.#waiting.length === rowsAtOnce * this.columns.length) {
      this.#many.run(this.#waiting)
      this.#waiting = []
    }
  }

  /** Inserts what is left. */
  flush(): void {
    const rows = this.#waiting.length / this.columns.length
    if (rows > 0) this.#db.prepare(this.#statement(rows)).run(this.#waiting)
    this.#waiting = []
  }

  /** Drops what is left, after a rollback. */
  forget(): void {
    this.#waiting = []
  }

  #statement(rows: number): string {
    const row = `(${this.columns.map(() => '?').join(', ')})`
    return `INSERT INTO ${this.#name} VALUES ${Array<string>(rows).fill(row).join(', ')}`
  }
}
