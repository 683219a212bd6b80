import type { Message, Protocol } from '../protocols/message.js'
import type { HourOfPoint } from './point-hour.js'
import type { RowBlock } from './rows.js'
import type { Ends, Transition } from './sequence.js'

/** Gives names their numbers, the same name the same number. */
export interface Numbers {
  channel(
    sensor: string,
    protocol: Protocol,
    client: string,
    server: string,
    serverPort: number,
  ): number
  connection(uid: string, channel: number, clientPort: number): number
  series(
    channel: number,
    source: number,
    code: number,
    unit: number | null,
    subFunction: string | null,
    outcome: number | null,
  ): number
  point(
    channel: number,
    source: number,
    unit: number | null,
    table: number,
    address: number,
  ): number
}

/** What is told of a request that was taken down before: when it was answered, how, and further columns. */
export interface Answer {
  readonly table: string
  /** Where the request stands. */
  readonly ts: number
  readonly file: number
  readonly line: number
  readonly response_ts: number | null
  readonly outcome: number | null
  readonly columns: readonly string[]
  readonly values: readonly (number | string | Buffer | null)[]
}

/** A stretch of a channel's requests within an hour. */
export interface Stretch extends Ends {
  readonly hour: number
  all(): Iterable<Transition>
}

/** Takes down what was counted; pieces of a minute or an hour are added up, in whatever order they come. */
export interface Counts {
  /** An hour of a channel has to be counted again from its messages. */
  late(hour: number, channel: number, source: number, protocol: Protocol): void
  pointHour(point: number, hour: number, says: HourOfPoint): void
  stretch(channel: number, source: number, stretch: Stretch): void
  minute(
    series: number,
    minute: number,
    exchanges: number,
    requests: number,
    responses: number,
    exceptions: number,
    firstUs: number,
    lastUs: number,
  ): void
  addresses(
    series: number,
    hour: number,
    address: number,
    quantity: number,
    exchanges: number,
  ): void
  logMinute(sensor: string, log: string, minute: number, rows: number): void
  sourceHour(sensor: string, protocol: Protocol, hour: number, source: number, rows: number): void
  dirty(minute: number): void
  /** Times from poll to poll that fell into one bin. */
  interval(
    series: number,
    address: number,
    hour: number,
    bin: number,
    count: number,
    places: number,
    squares: number,
  ): void
  /** Times from request to response that fell into one bin. */
  responseTimes(
    series: number,
    hour: number,
    bin: number,
    count: number,
    places: number,
    squares: number,
  ): void
  /** When a poll of a log was last seen. */
  clock(file: number, series: number, address: number, last: number): void
  /** Drops what is known of the polls of a log. */
  dropClocks(file: number): void
  /** What was counted so far is whole: the messages it is about are taken down. */
  counted(): void
}

/** What counting needs of a store: numbers for names, and a place for rows and counts. It knows no SQL. */
export interface Ledger extends Numbers, Counts {
  /** The columns of a table, in their order. */
  columns(table: string): readonly string[]
  rows(table: string, block: RowBlock): void
  answer(answer: Answer): void
  /** A Modbus message that was taken down; `undefined` where there is none at that place. */
  exchange(file: number, ts: number, line: number): Message | undefined
  /** When the polls of a log were last seen: series, address, seconds. */
  clocks(file: number): Iterable<readonly [number, number, number]>
  /** Drops what waits, after a rollback. */
  forget(): void
}
