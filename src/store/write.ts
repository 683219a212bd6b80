import type Database from 'better-sqlite3'
import { keepHeapSmall } from '../memory.js'
import type { Detail, Message } from '../protocols/message.js'
import type { Conversation } from '../protocols/shape.js'
import { Held } from './held.js'
import { Interner } from './intern.js'
import { Rollup } from './rollup.js'
import type { Value } from './rows.js'
import { statement } from './sql.js'
import { type StoredMessage, storedMessage } from './stored.js'
import { TableWriter } from './table.js'

/** A message and where it stands. */
export interface MessageFact {
  readonly sensor: string
  readonly line: number
  readonly message: Message
}

/** The response to a request stored earlier at this time and line of the same file. */
export interface ResponseFact {
  readonly sensor: string
  readonly request_ts: number
  readonly line: number
  readonly response: Message
}

/** A row of any other table and where it stands. */
export interface RowFact {
  readonly sensor: string
  readonly line: number
  readonly table: string
  readonly columns: Readonly<Record<string, Detail>>
  readonly at: Conversation | undefined
}

/** A line that could not be read. */
export interface RejectedLine {
  readonly line: number
  readonly reason: string
  readonly text: string
}

const messageTables: Readonly<Partial<Record<Message['protocol'], string>>> = {
  modbus: 'modbus_message',
  dnp3: 'dnp3_message',
  s7comm: 's7comm_message',
  's7comm-plus': 's7comm_plus',
}

/** The columns every message table begins with, in the order they are put. */
const commonColumns = [
  'ts',
  'file',
  'line',
  'connection',
  'source',
  'kind',
  'reference',
  'unit',
  'function',
  'sub_function',
  'outcome',
  'response_ts',
] as const

/** Writes facts and counts them; the caller opens and commits the transaction. */
export class FactWriter {
  readonly #db: Database.Database
  readonly #held = new Held()
  readonly #interner: Interner
  readonly #rollup: Rollup
  readonly #tables = new Map<string, TableWriter>()
  readonly #completions = new Map<string, Database.Statement>()
  #exchange: Database.Statement | undefined

  /** `values` false leaves out what is counted of register values. */
  constructor(db: Database.Database, { values = true }: { readonly values?: boolean } = {}) {
    this.#db = db
    this.#interner = new Interner(db, this.#held)
    this.#rollup = new Rollup(db, this.#interner, values, this.#held)
  }

  /** Counts a row of a log, whatever becomes of it. */
  count(sensor: string, log: string, ts: number): void {
    this.#relieve()
    this.#rollup.row(sensor, log, ts)
  }

  /** Writes an exchange; one without a table of its own (COTP data) is counted only. */
  message(file: number, { sensor, line, message }: MessageFact): void {
    this.#relieve()
    const connection = this.#interner.connection(sensor, message.protocol, message.endpoints)
    this.#rollup.open(file)
    this.#rollup.message(sensor, connection.channel, message)
    const name = messageTables[message.protocol]
    if (name === undefined) return
    const table = this.#table(name)
    table.put(message.ts)
    table.put(file)
    table.put(line)
    table.put(connection.id)
    table.put(message.source)
    table.put(message.kind)
    table.put(message.reference)
    table.put(message.unit)
    table.put(message.function)
    table.put(message.sub_function)
    table.put(message.outcome)
    table.put(message.response_ts)
    for (let index = commonColumns.length; index < table.columns.length; index += 1) {
      const column = table.columns[index] ?? ''
      if (column === 'address') table.put(message.address)
      else if (column === 'quantity') table.put(message.quantity)
      else table.put(message.details[column] ?? null)
    }
  }

  /** Adds the response to a request that an earlier transaction stored. */
  response(file: number, { sensor, request_ts, line, response }: ResponseFact): void {
    this.#relieve()
    const { channel } = this.#interner.connection(sensor, response.protocol, response.endpoints)
    this.#rollup.response(channel, response, request_ts)
    const name = messageTables[response.protocol]
    if (name === undefined) return
    const told = Object.entries(response.details).filter(([, value]) => value !== null)
    const values = told.map(([, value]) => value)
    this.#completion(
      name,
      told.map(([column]) => column),
    ).run(response.response_ts, response.outcome, ...values, request_ts, file, line)
    if (response.protocol !== 'modbus') return
    this.#exchange ??= this.#db.prepare(statement(import.meta.url, './sql/find-exchange.sql'))
    const row = this.#exchange.get(request_ts, file, line) as StoredMessage | undefined
    if (row) this.#rollup.completed(channel, storedMessage('modbus', row))
  }

  /** Writes a row of any other table. */
  row(file: number, { sensor, line, table: name, columns, at }: RowFact): void {
    this.#relieve()
    const table = this.#table(name)
    const connection = at && this.#interner.connection(sensor, at.protocol, at.endpoints).id
    const place: Record<string, Value | undefined> = { file, line, sensor, connection, item: 0 }
    for (const column of table.columns) table.put(columns[column] ?? place[column] ?? null)
  }

  /** Keeps a line that could not be read. */
  rejected(file: number, { line, reason, text }: RejectedLine): void {
    const table = this.#table('rejected_line')
    for (const value of [file, line, reason, text]) table.put(value)
  }

  /** Inserts the rows that are still held back. */
  flushRows(): void {
    for (const table of this.#tables.values()) table.flush()
  }

  /** Writes everything that is still held back, the counts among it: to be called before a commit. */
  flush(): void {
    this.flushRows()
    this.#rollup.flush()
  }

  /** Where a flood made it hold much, writes what the facts before came to; the transaction goes on. */
  #relieve(): void {
    if (!this.#held.isExtraordinary) return
    keepHeapSmall()
    if (this.#held.isFull) this.flush()
  }

  /** Forgets what was not committed, after a rollback. */
  forget(): void {
    for (const table of this.#tables.values()) table.forget()
    this.#rollup.forget()
    this.#interner.forget()
  }

  #table(name: string): TableWriter {
    let table = this.#tables.get(name)
    if (!table) {
      table = new TableWriter(this.#db, name)
      this.#tables.set(name, table)
    }
    return table
  }

  #completion(table: string, columns: readonly string[]): Database.Statement {
    const key = `${table} ${columns.join(' ')}`
    let update = this.#completions.get(key)
    if (!update) {
      const details = columns.map((column) => `, ${column} = ?`).join('')
      update = this.#db.prepare(
        `UPDATE ${table} SET kind = 0, response_ts = ?, outcome = ?${details} WHERE ts = ? AND file = ? AND line = ?`,
      )
      this.#completions.set(key, update)
    }
    return update
  }
}
