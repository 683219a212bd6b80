import type Database from 'better-sqlite3'
import type { Answer, Ledger } from '../count/ledger.js'
import type { RowBlock } from '../count/rows.js'
import type { Message } from '../protocols/message.js'
import { CountTables } from './count-tables.js'
import { StoredNumbers } from './numbers.js'
import { statement } from './sql.js'
import { type StoredMessage, storedMessage } from './stored.js'
import { TableInsert } from './table.js'

/** The store as reading sees it; the caller opens and commits the transaction. */
export class StoreLedger extends CountTables implements Ledger {
  readonly channel: Ledger['channel']
  readonly connection: Ledger['connection']
  readonly series: Ledger['series']
  readonly point: Ledger['point']
  readonly #db: Database.Database
  readonly #tables = new Map<string, TableInsert>()
  readonly #answers = new Map<string, Database.Statement>()
  readonly #clocks: Database.Statement
  #exchange: Database.Statement | undefined

  /** `values` false leaves out what is counted of register values. */
  constructor(db: Database.Database, { values = true }: { readonly values?: boolean } = {}) {
    const numbers = new StoredNumbers(db)
    super(db, numbers, values)
    this.#db = db
    this.channel = numbers.channel
    this.connection = numbers.connection
    this.series = numbers.series
    this.point = numbers.point
    this.#clocks = db
      .prepare('SELECT series, address, last_ts FROM poll_clock WHERE file = ?')
      .raw()
  }

  columns(table: string): readonly string[] {
    return this.#table(table).columns
  }

  rows(table: string, block: RowBlock): void {
    this.#table(table).insert(block)
  }

  answer(answer: Answer): void {
    const { response_ts, outcome, values, ts, file, line } = answer
    this.#update(answer.table, answer.columns).run(response_ts, outcome, ...values, ts, file, line)
  }

  exchange(file: number, ts: number, line: number): Message | undefined {
    this.#exchange ??= this.#db.prepare(statement(import.meta.url, './sql/find-exchange.sql'))
    const row = this.#exchange.get(ts, file, line) as StoredMessage | undefined
    return row && storedMessage('modbus', row)
  }

  clocks(file: number): Iterable<readonly [number, number, number]> {
    return this.#clocks.all(file) as [number, number, number][]
  }

  #table(name: string): TableInsert {
    let table = this.#tables.get(name)
    if (!table) {
      table = new TableInsert(this.#db, name)
      this.#tables.set(name, table)
    }
    return table
  }

  #update(table: string, columns: readonly string[]): Database.Statement {
    const key = `${table} ${columns.join(' ')}`
    let update = this.#answers.get(key)
    if (!update) {
      const details = columns.map((column) => `, ${column} = ?`).join('')
      update = this.#db.prepare(
        `UPDATE ${table} SET kind = 0, response_ts = ?, outcome = ?${details} WHERE ts = ? AND file = ? AND line = ?`,
      )
      this.#answers.set(key, update)
    }
    return update
  }
}
