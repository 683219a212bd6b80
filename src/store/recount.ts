import type Database from 'better-sqlite3'
import { type Channel, newChannel } from '../count/channel.js'
import { Held } from '../count/held.js'
import { Interner } from '../count/intern.js'
import type { Numbers } from '../count/ledger.js'
import { PointRollup } from '../count/point-rollup.js'
import { SequenceRollup } from '../count/sequence-rollup.js'
import type { Protocol } from '../protocols/message.js'
import type { OrderTables } from './order-tables.js'
import { prunedBefore } from './prune.js'
import { statement } from './sql.js'
import { type StoredMessage, storedMessage } from './stored.js'

const hourLength = 3600
/** Messages read at a time. */
const messagesAtOnce = 500

type Row = StoredMessage & {
  readonly file: number
  readonly line: number
  readonly channel: number
}

/** Counts hours of channels again from the stored messages, in order of time. */
export class Recount {
  readonly #db: Database.Database
  readonly #numbers: Numbers
  readonly #tables: OrderTables
  readonly #values: boolean
  readonly #queries = new Map<string, Database.Statement>()
  readonly #protocol: Database.Statement
  /** Hours by protocol, each with its channels and sources. */
  readonly #hours = new Map<string, Map<number, Set<string>>>()

  constructor(db: Database.Database, numbers: Numbers, tables: OrderTables, values: boolean) {
    this.#db = db
    this.#numbers = numbers
    this.#tables = tables
    this.#values = values
    this.#protocol = db.prepare('SELECT protocol FROM channel WHERE id = ?').pluck()
  }

  /** Asks for an hour of a channel, as one log tells it. */
  add(hour: number, channel: number, source: number, known?: string): void {
    const protocol = known ?? String(this.#protocol.get(channel))
    const hours = this.#hours.get(protocol) ?? new Map<number, Set<string>>()
    const channels = hours.get(hour) ?? new Set<string>()
    this.#hours.set(protocol, hours.set(hour, channels.add(`${channel} ${source}`)))
  }

  /** Drops what was asked for, after a rollback. */
  forget(): void {
    this.#hours.clear()
  }

  /** Counts again what was asked for. */
  run(): void {
    const pruned = this.#hours.size === 0 ? 0 : prunedBefore(this.#db, 'messages')
    for (const [protocol, hours] of this.#hours) {
      for (const [hour, channels] of hours) {
        // What was counted of an hour is all that is left of it: a row that comes so late adds nothing.
        if (hour >= pruned) this.#hour(protocol as Protocol, hour, channels)
      }
    }
    this.#hours.clear()
  }

  #hour(protocol: Protocol, hour: number, wanted: ReadonlySet<string>): void {
    for (const place of wanted) {
      const [channel, source] = place.split(' ')
      this.#tables.drop(hour, Number(channel), Number(source))
    }
    const held = new Held()
    const interner = new Interner(this.#numbers, held)
    const points = new PointRollup(this.#numbers, held)
    const sequences = new SequenceRollup(held)
    const channels = new Map<number, Channel>()
    const write = () => {
      for (const { point, hour: at, says } of points.take()) this.#tables.point(point, at, says)
      for (const { channel, source, sequence } of sequences.take()) {
        this.#tables.stretch(channel, source, sequence)
      }
      channels.clear()
      held.remembered = 0
      held.waiting = 0
    }
    let before = hour
    for (const row of this.#rows(protocol, hour)) {
      // Pieces of an hour are joined where time goes on between them.
      if (held.isFull && row.ts > before) write()
      before = row.ts
      if (!wanted.has(`${row.channel} ${row.source}`)) continue
      const channel = channels.get(row.channel) ?? newChannel(row.channel)
      channels.set(row.channel, channel)
      const message = storedMessage(protocol, row)
      sequences.message(channel, message, hour, interner.series(channel, message, null).id)
      if (this.#values && protocol === 'modbus') points.message(channel, message, hour)
    }
    write()
  }

  /** The messages of an hour in order of time, read a few at a time so that a busy hour does not fill the memory. */
  *#rows(protocol: Protocol, hour: number): Generator<Row> {
    const query = this.#query(protocol)
    const bounds = { until: hour + hourLength, most: messagesAtOnce }
    let last = { ts: hour, file: -1, line: -1 }
    for (;;) {
      const rows = query.all({ ...last, ...bounds }) as Row[]
      yield* rows
      const { ts, file, line } = rows.at(-1) ?? {}
      if (ts === undefined || file === undefined || line === undefined) return
      if (rows.length < messagesAtOnce) return
      last = { ts, file, line }
    }
  }

  #query(protocol: Protocol): Database.Statement {
    let query = this.#queries.get(protocol)
    if (!query) {
      const file = protocol === 'modbus' ? 'hour-of-modbus.sql' : 'hour-of-messages.sql'
      const table = protocol === 's7comm-plus' ? 's7comm_plus' : `${protocol}_message`
      const text = statement(import.meta.url, `./sql/${file}`).replace('messages', table)
      query = this.#db.prepare(text)
      this.#queries.set(protocol, query)
    }
    return query
  }
}
