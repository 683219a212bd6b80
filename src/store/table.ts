import type Database from 'better-sqlite3'
import { BlockInsert } from './block-insert.js'

/** Inserts rows into one table, many at a time; values come in the order of `columns`. */
export class TableInsert extends BlockInsert {
  readonly columns: readonly string[]

  constructor(db: Database.Database, name: string) {
    const info = db.pragma(`table_info(${name})`) as { name: string }[]
    super(db, `INSERT INTO ${name} VALUES (${info.map(() => '?').join(', ')})`)
    this.columns = info.map((column) => column.name)
  }
}
