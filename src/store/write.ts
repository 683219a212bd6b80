import type Database from 'better-sqlite3'
import type { Detail, Message } from '../protocols/message.js'
import type { Conversation } from '../protocols/shape.js'
import { Interner } from './intern.js'
import { Rollup } from './rollup.js'
import { TableWriter, type Value } from './table.js'

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

const messageTables: Readonly<Partial<Record<Message['protocol'], string>>> = {
  modbus: 'modbus_message',
  dnp3: 'dnp3_message',
  s7comm: 's7comm_message',
  's7comm-plus': 's7comm_plus',
}

/** Writes facts and counts them; the caller opens and commits the transaction. */
export class FactWriter {
  readonly #db: Database.Database
  readonly #interner: Interner
  readonly #rollup: Rollup
  readonly #tables = new Map<string, TableWriter>()
  readonly #completions = new Map<string, Database.Statement>()

  constructor(db: Database.Database) {
    this.#db = db
    this.#interner = new Interner(db)
    this.#rollup = new Rollup(db, this.#interner)
  }

  /** Counts a row of a log, whatever becomes of it. */
  count(sensor: string, log: string, ts: number): void {
    this.#rollup.row(sensor, log, ts)
  }

  /** Writes an exchange; one without a table of its own (COTP data) is counted only. */
  message(file: number, { sensor, line, message }: MessageFact): void {
    const ids = this.#interner.connection(sensor, message.protocol, message.endpoints)
    this.#rollup.message(sensor, ids.channel, message)
    const name = messageTables[message.protocol]
    if (name === undefined) return
    const table = this.#table(name)
    table.push(
      table.columns.map((column) => messageValue(column, message, file, line, ids.connection)),
    )
  }

  /** Adds the response to a request that an earlier transaction stored. */
  response(file: number, { sensor, request_ts, line, response }: ResponseFact): void {
    const ids = this.#interner.connection(sensor, response.protocol, response.endpoints)
    this.#rollup.response(ids.channel, response, request_ts)
    const name = messageTables[response.protocol]
    if (name === undefined) return
    const told = Object.entries(response.details).filter(([, value]) => value !== null)
    const values = told.map(([, value]) => value)
    this.#completion(
      name,
      told.map(([column]) => column),
    ).run(response.response_ts, response.outcome, ...values, request_ts, file, line)
  }

  /** Writes a row of any other table. */
  row(file: number, { sensor, line, table: name, columns, at }: RowFact): void {
    const table = this.#table(name)
    const connection = at && this.#interner.connection(sensor, at.protocol, at.endpoints).connection
    const place: Record<string, Value | undefined> = { file, line, sensor, connection }
    table.push(table.columns.map((column) => columns[column] ?? place[column] ?? null))
  }

  /** Writes what is still held back. */
  flush(): void {
    for (const table of this.#tables.values()) table.flush()
    this.#rollup.flush()
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

function messageValue(
  column: string,
  message: Message,
  file: number,
  line: number,
  connection: number,
): Value {
  switch (column) {
    case 'ts':
      return message.ts
    case 'file':
      return file
    case 'line':
      return line
    case 'connection':
      return connection
    case 'source':
      return message.source
    case 'kind':
      return message.kind
    case 'reference':
      return message.reference
    case 'unit':
      return message.unit
    case 'function':
      return message.function
    case 'sub_function':
      return message.sub_function
    case 'outcome':
      return message.outcome
    case 'response_ts':
      return message.response_ts
    case 'address':
      return message.address
    case 'quantity':
      return message.quantity
    default:
      return message.details[column] ?? null
  }
}
