/** Rows of a block: beyond it a statement that inserts them gains little, and takes memory. */
export const rowsAtOnce = 256

/** A value that SQLite takes. */
export type Value = number | string | Buffer | null

/** Some rows of one table. Most columns of a log hold the same value from row to row: they are told once. */
export interface RowBlock {
  /** Number of rows, at most 256. */
  readonly rows: number
  /** The columns that hold one value in all rows, and those values. */
  readonly constant: readonly number[]
  readonly once: readonly Value[]
  /** The values of the other columns, row by row. */
  readonly values: readonly Value[]
}

/** Collects rows to blocks. */
export class Rows {
  readonly #width: number
  readonly #take: (block: RowBlock) => void
  readonly #waiting: Value[]
  #filled = 0

  /** `width` is the number of columns. */
  constructor(width: number, take: (block: RowBlock) => void) {
    this.#width = width
    this.#take = take
    this.#waiting = Array(rowsAtOnce * width).fill(null)
  }

  /** Takes the next value of a row. */
  put(value: Value): void {
    this.#waiting[this.#filled] = value
    this.#filled += 1
    if (this.#filled === this.#waiting.length) this.#hand()
  }

  /** Takes a row. */
  row(...values: Value[]): void {
    for (const value of values) this.put(value)
  }

  /** Hands on the rows that are left. */
  flush(): void {
    if (this.#filled > 0) this.#hand()
    // Long texts are not to be kept by a place that waits to be filled again.
    this.#waiting.fill(null)
  }

  /** Drops what is left, after a rollback. */
  forget(): void {
    this.#waiting.fill(null)
    this.#filled = 0
  }

  #hand(): void {
    const constant = this.#constantColumns()
    const rows = this.#filled / this.#width
    const once = constant.map((column) => this.#waiting[column] as Value)
    const values = this.#others(constant)
    this.#filled = 0
    this.#take({ rows, constant, once, values })
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
      for (const column of others) values.push(this.#waiting[start + column] as Value)
    }
    return values
  }
}
