import type Database from 'better-sqlite3'
import type { Numbers } from '../count/ledger.js'
import { statement } from './sql.js'

/** The ids of channels, connections, series and points in the store; what is new is added. */
export class StoredNumbers implements Numbers {
  readonly channel: Numbers['channel']
  readonly connection: Numbers['connection']
  readonly series: Numbers['series']
  readonly point: Numbers['point']

  constructor(db: Database.Database) {
    this.channel = identity(db, 'channel')
    this.connection = identity(db, 'connection')
    this.series = identity(db, 'series')
    this.point = identity(db, 'point')
  }
}

/** Finds the row of a table that says just this, or adds it. */
function identity(db: Database.Database, table: string): (...row: unknown[]) => number {
  const find = db.prepare(statement(import.meta.url, `./sql/find-${table}.sql`)).pluck()
  const add = db.prepare(statement(import.meta.url, `./sql/add-${table}.sql`))
  return (...row) => {
    const found: unknown = find.get(...row)
    return typeof found === 'number' ? found : Number(add.run(...row).lastInsertRowid)
  }
}
