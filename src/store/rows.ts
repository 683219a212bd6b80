import type Database from 'better-sqlite3'

/** Rows a statement inserts at once: beyond it little is gained, and the statement takes memory. */
const rowsAtOnce = 256
/** Statements kept of one writer, each for other columns that hold one value in all its rows. */
const mostStatements = 8

/** A value that SQLite takes. */
export type Value = number | string | Buffer | null

/**
 * Runs an INSERT of one row many rows at a time. To bind a value costs as much as to store it, and most columns
 * of a log hold the same value from row to row: such a column is bound once for all rows of a statement.
 */
export class RowWriter {
  readonly #db: Database.Database
  readonly #sql: readonly [before: string, after: string]
  readonly #width: number
  readonly #one: Database.Statement
  readonly #many = new Map<string, Database.Statement>()
  readonly #waiting: Value[]
  #filled = 0

  /** `sql` has one row of question marks after its VALUES. */
  constructor(db: Database.Database, sql: string) {
    const [row = ''] = /\((\?, )*\?\)/.exec(sql) ?? []
    const [before = '', after = ''] = sql.split(row)
    this.#db = db
    this.#sql = [before, after]
    this.#width = row.split('?').length - 1
    this.#one = db.prepare(sql)
    this.#waiting = Array(rowsAtOnce * this.#width).fill(null)
  }

  /** Takes the next value of a row. */
  put(value: Value): void {
    this.#waiting[this.#filled] = value
    this.#filled += 1
    if (this.#filled === this.#waiting.length) this.#insertMany()
  }

  /** Takes a row. */
  row(...values: Value[]): void {
    for (const value of values) this.put(value)
  }

  /** Inserts the rows that are left. */
  flush(): void {
    for (let start = 0; start < this.#filled; start += this.#width) {
      this.#one.run(this.#waiting.slice(start, start + this.#width))
    }
    this.forget()
  }

  /** Drops what is left, after a rollback. */
  forget(): void {
    // Long texts are not to be kept by a place that waits to be filled again.
    this.#waiting.fill(null)
    this.#filled = 0
  }

  #insertMany(): void {
    let constant = this.#constantColumns()
    if (!this.#many.has(constant.join()) && this.#many.size >= mostStatements) constant = []
    const key = constant.join()
    const statement = this.#many.get(key) ?? this.#prepare(constant)
    this.#many.set(key, statement)
    const once = Object.fromEntries(constant.map((column) => [`c${column}`, this.#waiting[column]]))
    // Arguments are bound faster than the elements of an array.
    statement.run(once, ...this.#others(constant))
    this.#filled = 0
  }

  /** The columns that hold one value in all waiting rows. */
  #constantColumns(): number[] {
    const constant: number[] = []
    for (let column = 0; column < this.#width; column += 1) {
      const value = this.#waiting[column]
      let at = column + this.#width
      while (at < this.#filled && this.#waiting[at] === value) at += this.#width
      if (at >= this.#filled) constant.push(column)
    }
    return constant
  }

  /** The values of the other columns, row by row. */
  #others(constant: readonly number[]): Value[] {
    const all = Array.from({ length: this.#width }, (_, column) => column)
    const others = all.filter((column) => !constant.includes(column))
    const values: Value[] = []
    for (let start = 0; start < this.#filled; start += this.#width) {
      for (const column of others) values.push(this.#waiting[start + column] ?? null)
    }
    return values
  }

  #prepare(constant: readonly number[]): Database.Statement {
    const [before, after] = this.#sql
    const columns = Array.from({ length: this.#width }, (_, column) =>
      constant.includes(column) ? `:c${column}` : '?',
    )
    const rows = Array(rowsAtOnce).fill(`(${columns.join(', ')})`)
    return this.#db.prepare(before + rows.join(', ') + after)
  }
}
