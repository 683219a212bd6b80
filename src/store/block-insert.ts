import type Database from 'better-sqlite3'
import { type RowBlock, Rows, rowsAtOnce, type Value, valuesOf } from '../count/rows.js'

/** Statements kept of one table, each for other columns that hold one value in all its rows. */
const mostStatements = 8

/**
 * Runs an INSERT of one row for whole blocks of them. To bind a value costs as much as to store it: a column of one
 * value is bound once for all rows of a block.
 */
export class BlockInsert {
  /** Number of columns. */
  readonly width: number
  readonly #db: Database.Database
  readonly #sql: readonly [before: string, after: string]
  readonly #one: Database.Statement
  readonly #many = new Map<string, Database.Statement>()

  /** `sql` has one row of question marks after its VALUES. */
  constructor(db: Database.Database, sql: string) {
    const [row = ''] = /\((\?, )*\?\)/.exec(sql) ?? []
    const [before = '', after = ''] = sql.split(row)
    this.#db = db
    this.#sql = [before, after]
    this.width = row.split('?').length - 1
    this.#one = db.prepare(sql)
  }

  /** Inserts the rows of a block. */
  insert(block: RowBlock): void {
    const values = valuesOf(block)
    if (block.rows < rowsAtOnce) {
      for (const row of this.#rows(block, values)) this.#one.run(row)
      return
    }
    const { constant, once } = block
    const isKnown = this.#many.has(constant.join()) || this.#many.size < mostStatements
    if (!isKnown) {
      const all = [...this.#rows(block, values)].flat()
      this.#statement([]).run({}, ...all)
      return
    }
    const shared: Record<string, Value> = {}
    for (const [index, column] of constant.entries()) shared[`c${column}`] = once[index] as Value
    // Arguments are bound faster than the elements of an array.
    this.#statement(constant).run(shared, ...values)
  }

  /** The rows of a block, each with all its values. */
  *#rows({ rows, constant, once }: RowBlock, values: readonly Value[]): Generator<Value[]> {
    const all = Array.from({ length: this.width }, (_, column) => column)
    const others = all.filter((column) => !constant.includes(column))
    for (let index = 0; index < rows; index += 1) {
      const row: Value[] = Array(this.width).fill(null)
      for (const [place, column] of constant.entries()) row[column] = once[place] as Value
      for (const [place, column] of others.entries()) {
        row[column] = values[index * others.length + place] as Value
      }
      yield row
    }
  }

  #statement(constant: readonly number[]): Database.Statement {
    const key = constant.join()
    const known = this.#many.get(key)
    if (known) return known
    const [before, after] = this.#sql
    const columns = Array.from({ length: this.width }, (_, column) =>
      constant.includes(column) ? `:c${column}` : '?',
    )
    const rows = Array(rowsAtOnce).fill(`(${columns.join(', ')})`)
    const statement = this.#db.prepare(before + rows.join(', ') + after)
    this.#many.set(key, statement)
    return statement
  }
}

/** Collects rows and inserts them many at a time. */
export class RowWriter extends Rows {
  constructor(db: Database.Database, sql: string) {
    const insert = new BlockInsert(db, sql)
    super(insert.width, (block) => insert.insert(block))
  }
}
