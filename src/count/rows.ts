/** Rows of a block: beyond it a statement that inserts them gains little, and takes memory. */
export const rowsAtOnce = 256

/** A value that SQLite takes. */
export type Value = number | string | Buffer | null

// No log or count has these numbers: they stand for what is no number, so that most values need no object.
const noValue = -Number.MAX_VALUE
const anObject = Number.MAX_VALUE

/** Some rows of one table. Most columns of a log hold the same value from row to row: they are told once. */
export interface RowBlock {
  /** Number of rows, at most 256. */
  readonly rows: number
  /** The columns that hold one value in all rows, and those values. */
  readonly constant: readonly number[]
  readonly once: readonly Value[]
  /** The values of the other columns, row by row; `valuesOf` reads them. */
  readonly numbers: Float64Array
  /** Those of them that are texts or bytes, in their order. */
  readonly objects: readonly (string | Buffer)[]
}

/** The values of a block that differ from row to row, row by row. */
export function valuesOf({ numbers, objects }: RowBlock): Value[] {
  const values: Value[] = []
  let object = 0
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at] as number
    if (number === noValue) values.push(null)
    else if (number === anObject) {
      values.push(objects[object] as Value)
      object += 1
    } else values.push(number)
  }
  return values
}

/** Collects rows to blocks. */
export class Rows {
  readonly #width: number
  readonly #take: (block: RowBlock) => void
  readonly #numbers: Float64Array
  /** Where a number stands for an object: that object. */
  readonly #objects: (string | Buffer | undefined)[]
  readonly #size: number
  #filled = 0

  /** `width` is the number of columns. */
  constructor(width: number, take: (block: RowBlock) => void) {
    this.#width = width
    this.#take = take
    this.#size = rowsAtOnce * width
    this.#numbers = new Float64Array(this.#size)
    this.#objects = Array(this.#size).fill(undefined)
  }

  /** Takes the next value of a row. */
  put(value: Value): void {
    if (typeof value === 'number') this.#numbers[this.#filled] = value
    else if (value === null) this.#numbers[this.#filled] = noValue
    else {
      this.#numbers[this.#filled] = anObject
      this.#objects[this.#filled] = value
    }
    this.#filled += 1
    if (this.#filled === this.#size) this.#hand()
  }

  /** Takes a row. */
  row(...values: Value[]): void {
    for (const value of values) this.put(value)
  }

  /** Hands on the rows that are left. */
  flush(): void {
    if (this.#filled > 0) this.#hand()
    // Long texts are not to be kept by a place that waits to be filled again.
    this.#objects.fill(undefined)
  }

  /** Drops what is left, after a rollback. */
  forget(): void {
    this.#objects.fill(undefined)
    this.#filled = 0
  }

  #hand(): void {
    const constant: number[] = []
    const others: number[] = []
    for (let column = 0; column < this.#width; column += 1) {
      if (this.#isConstant(column)) constant.push(column)
      else others.push(column)
    }
    const rows = this.#filled / this.#width
    const once = constant.map((column) => this.#valueAt(column))
    const numbers = new Float64Array(rows * others.length)
    const objects: (string | Buffer)[] = []
    let to = 0
    for (let start = 0; start < this.#filled; start += this.#width) {
      for (let index = 0; index < others.length; index += 1) {
        const at = start + (others[index] as number)
        const number = this.#numbers[at] as number
        numbers[to] = number
        if (number === anObject) objects.push(this.#objects[at] as string | Buffer)
        to += 1
      }
    }
    this.#filled = 0
    this.#take({ rows, constant, once, numbers, objects })
  }

  #isConstant(column: number): boolean {
    const number = this.#numbers[column]
    const object = this.#objects[column]
    for (let at = column + this.#width; at < this.#filled; at += this.#width) {
      if (this.#numbers[at] !== number) return false
      if (number === anObject && this.#objects[at] !== object) return false
    }
    return true
  }

  #valueAt(at: number): Value {
    const number = this.#numbers[at] as number
    if (number === noValue) return null
    return number === anObject ? (this.#objects[at] as Value) : number
  }
}
