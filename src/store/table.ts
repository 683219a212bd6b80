import type Database from 'better-sqlite3'

/** Rows a statement inserts at once: beyond it little is gained, and the statement takes memory. */
const rowsAtOnce = 256
/** Statements kept of one table, each for other columns that hold one value in all its rows. */
const mostStatements = 8

/** A value that SQLite takes. */
export type Value = number | string | Buffer | null

/**
 * Inserts rows into one table, many at a time. To bind a value costs as much as to store it, and most columns
 * of a log hold the same value from row to row: such a column is bound once for all rows of a statement.
 */
export class TableWriter {
  readonly columns: readonly string[]
  readonly #db: Database.Database
  readonly #name: string
  readonly #one: Database.Statement
  readonly #many = new Map<string, Database.Statement>()
  readonly #waiting: Value[]
  #filled = 0

  constructor(db: Database.Database, name: string) {
    const info = db.pragma(`table_info(${name})`) as { name: string }[]
    this.#db = db
    this.#name = name
    this.columns = info.map((column) => column.name)
    this.#one = this.#prepare(1, [])
    this.#waiting = Array(rowsAtOnce * info.length).fill(null)
  }

  /** Takes the next value of a row; values come in the order of `columns`. */
  put(value: Value): void {
    this.#waiting[this.#filled] = value
    this.#filled += 1
    if (this.#filled === this.#waiting.length) this.#insertMany()
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

  #insertMany(): void {
    let constant = this.#constantColumns()
    let key = constant.join()
    if (!this.#many.has(key)) {
      if (this.#many.size >= mostStatements) {
        constant = []
        key = ''
      }
      this.#many.set(key, this.#many.get(key) ?? this.#prepare(rowsAtOnce, constant))
    }
    const once = Object.fromEntries(constant.map((column) => [`c${column}`, this.#waiting[column]]))
    // Arguments are bound faster than the elements of an array.
    this.#many.get(key)?.run(once, ...this.#others(constant))
    this.#filled = 0
  }

  /** The columns that hold one value in all waiting rows. */
  #constantColumns(): number[] {
    const width = this.columns.length
    const constant: number[] = []
    for (let column = 0; column < width; column += 1) {
      const value = this.#waiting[column]
      let at = column + width
      while (at < this.#filled && this.#waiting[at] === value) at += width
      if (at >= this.#filled) constant.push(column)
    }
    return constant
  }

  /** The values of the other columns, row by row. */
  #others(constant: readonly number[]): Value[] {
    const width = this.columns.length
    const others = this.columns
      .map((_, column) => column)
      .filter((each) => !constant.includes(each))
    const values: Value[] = []
    for (let start = 0; start < this.#filled; start += width) {
      for (const column of others) values.push(this.#waiting[start + column] ?? null)
    }
    return values
  }

  #prepare(rows: number, constant: readonly number[]): Database.Statement {
    const row = this.columns.map((_, column) => (constant.includes(column) ? `:c${column}` : '?'))
    const values = Array(rows).fill(`(${row.join(', ')})`)
    return this.#db.prepare(`INSERT INTO ${this.#name} VALUES ${values.join(', ')}`)
  }
}
