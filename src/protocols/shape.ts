import type { Columns, Row } from '../zeek/columns.js'
import type { Detail, Endpoints, Message, Protocol } from './message.js'

/** Where a log shape puts what a row says. */
export interface Facts {
  /** An exchange, or half of one. */
  message(message: Message): void
  /** A row of another table; `endpoints` where the table refers to a connection of a protocol. */
  row(table: string, columns: Readonly<Record<string, Detail>>, at?: Conversation): void
}

/** A connection and the protocol spoken on it. */
export interface Conversation {
  readonly endpoints: Endpoints
  readonly protocol: Protocol
}

/** One kind of Zeek log: all its column sets, old and new, to canonical facts. */
export interface LogShape {
  /** The log stream, as `#path` or `_path` name it. */
  readonly log: string
  /** Column orders of stock Zeek, for a log without a header. */
  readonly stock?: readonly (readonly string[])[]
  /** What these columns can answer, as detectors name it under `needs` (`modbus.address`). */
  provides(columns: Columns): readonly string[]
  /** A reader of rows with these columns; it throws FieldError for a row that cannot be right. */
  bind(columns: Columns): (row: Row, facts: Facts) => void
}

/** The six columns every connection log begins with. */
export const connectionColumns = ['ts', 'uid', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p']
