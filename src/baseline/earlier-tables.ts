import type Database from 'better-sqlite3'
import { OtsiftError } from '../errors.js'
import {
  type Pace,
  type Pair,
  pointRows,
  type Row,
  timingRows,
  type Values,
} from './earlier-measures.js'

/** A baseline of an earlier tool in the tables of this one; the sensor is not known to it. */
export interface EarlierBaseline {
  readonly tables: {
    readonly channel: Row[]
    readonly function: Row[]
    readonly block: Row[]
    readonly excluded: Row[]
    readonly timing: Row[]
    readonly poll: Row[]
    readonly point: Row[]
  }
  readonly exchanges: number
}

/** Modbus functions that have addresses. */
const addressed = new Set([1, 2, 3, 4, 5, 6, 15, 16, 22, 23])

/** Gathers channels, functions, address blocks, paces and values, each once. */
export class Collector {
  readonly #place: { file?: string }
  readonly #channels = new Map<string, Pair & { exchanges: number }>()
  readonly #functions = new Map<string, Row>()
  readonly #excluded = new Map<string, Row>()
  readonly #used = new Map<string, Set<number>>()
  readonly #paces = new Map<string, { readonly pair: Pair; readonly pace: Pace }>()
  readonly #values = new Map<number, Values>()
  readonly #action
  readonly #risk

  constructor(db: Database.Database, place: { file?: string }) {
    this.#place = place
    this.#action = db
      .prepare(
        "SELECT action FROM function_code WHERE protocol = ? AND code = ? AND sub_function = ''",
      )
      .pluck()
    this.#risk = db
      .prepare(
        "SELECT title FROM function_risk WHERE protocol = ? AND function_code = ? AND sub_function = '' AND never_normal = 1",
      )
      .pluck()
  }

  fail(path: string, what: string): never {
    throw new OtsiftError('input', `${path} ${what}.`, '', this.#place)
  }

  integer(value: unknown, path: string): number {
    const number = typeof value === 'string' ? Number(value) : value
    if (!Number.isSafeInteger(number) || (number as number) < 0)
      this.fail(path, 'is no whole number')
    return number as number
  }

  /** A number that is not negative. */
  amount(value: unknown, path: string): number {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number) || number < 0)
      this.fail(path, 'is no number from 0 on')
    return number
  }

  pair(protocol: string, key: string, path: string): Pair {
    const [client, server, ...more] = key.split('->').map((part) => part.trim())
    if (!client || !server || more.length > 0)
      this.fail(path, 'is no pair of hosts "client->server"')
    const known = this.#channels.get(`${client}->${server}`)
    const pair = known ?? { protocol, client, server, exchanges: 0 }
    this.#channels.set(`${client}->${server}`, pair)
    return pair
  }

  function(pair: Pair, code: unknown, exchanges: number, path: string): void {
    const function_code = this.integer(code, path)
    const { protocol, client, server } = pair
    const key = { protocol, client, server, unit: -1, function_code, sub_function: '' }
    const text = JSON.stringify(key)
    const title = this.#risk.get(protocol, function_code) as string | undefined
    if (title !== undefined) {
      this.#excluded.set(text, { ...key, exchanges, reason: `${title} is never normal` })
      return
    }
    const action = String(this.#action.get(protocol, function_code) ?? 'other')
    const busy = { busiest_minute: 0, exceptions: 0, busiest_exceptions: 0 }
    this.#functions.set(text, { ...key, action, exchanges, ...busy })
    const channel = this.#channels.get(`${client}->${server}`)
    if (channel) channel.exchanges += exchanges
  }

  /** An address, or the first and the last one of a range. */
  addresses(key: string, range: unknown, path: string): void {
    const [low, high] = Array.isArray(range) ? range : [range, range]
    const [first, last] = [this.integer(low, path), this.integer(high, path)]
    if (first > last || last > 65_535) this.fail(path, 'is no range of addresses')
    const pair = this.pair('modbus', key, path)
    const name = `${pair.client}->${pair.server}`
    const used = this.#used.get(name) ?? new Set()
    for (let address = first; address <= last; address += 1) used.add(address)
    this.#used.set(name, used)
  }

  /** How often a pair is asked. */
  pace(pair: Pair, pace: Pace): void {
    this.#paces.set(`${pair.client}->${pair.server}`, { pair, pace })
  }

  /** The values of a register; they are of every server whose addresses have it, or of all where none does. */
  values(address: number, values: Values): void {
    this.#values.set(address, values)
  }

  result(): EarlierBaseline {
    const channel = [...this.#channels.values()]
    const functions = [...this.#functions.values()]
    const block = functions.flatMap(({ protocol, client, server, function_code }) => {
      const used = this.#used.get(`${client}->${server}`)
      if (protocol !== 'modbus' || !used || !addressed.has(Number(function_code))) return []
      const key = { protocol, client, server, unit: -1, function_code } as Row
      return ranges(used).map(([low, high]) => ({ ...key, low, high }))
    })
    return {
      tables: {
        channel,
        function: functions,
        block,
        excluded: [...this.#excluded.values()],
        ...timingRows([...this.#paces.values()]),
        point: pointRows(this.#values, channel, this.#used),
      },
      exchanges: channel.reduce((sum, each) => sum + each.exchanges, 0),
    }
  }
}

function ranges(used: ReadonlySet<number>): [number, number][] {
  const found: [number, number][] = []
  for (const address of [...used].sort((a, b) => a - b)) {
    const last = found.at(-1)
    if (last && address === last[1] + 1) last[1] = address
    else found.push([address, address])
  }
  return found
}
