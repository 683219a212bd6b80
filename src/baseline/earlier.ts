import type Database from 'better-sqlite3'
import { OtsiftError } from '../errors.js'

type Row = Record<string, number | string>

/** A baseline of an earlier tool in the tables of this one; the sensor is not known to it. */
export interface EarlierBaseline {
  readonly tables: {
    readonly channel: Row[]
    readonly function: Row[]
    readonly block: Row[]
    readonly excluded: Row[]
  }
  readonly exchanges: number
}

/** Modbus functions that have addresses. */
const addressed = new Set([1, 2, 3, 4, 5, 6, 15, 16, 22, 23])

/** Outstations answer these to any master that says nothing else. */
const dnp3Default = [0, 1]

/**
 * Reads the three forms that earlier tools wrote: `modbus_baselines`, `fc_counts` and
 * `authorized_communications`. Throws `input` for anything else.
 */
export function fromEarlier(
  db: Database.Database,
  value: unknown,
  place: { file?: string },
): EarlierBaseline {
  const found = new Collector(db, place)
  const root = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  if ('modbus_baselines' in root) readPairs(found, root.modbus_baselines)
  else if ('fc_counts' in root) readCounts(found, root)
  else if ('authorized_communications' in root)
    readAuthorized(found, root.authorized_communications)
  else {
    throw new OtsiftError(
      'input',
      'This is no baseline that otsift knows.',
      'It reads its own, and those with modbus_baselines, fc_counts or authorized_communications.',
      place,
    )
  }
  return found.result()
}

/** `{"src->dst": {allowed_function_codes, …}}`. Intervals are for the pair and are not taken: see the docs. */
function readPairs(found: Collector, value: unknown): void {
  for (const [key, profile] of entries(found, value, '/modbus_baselines')) {
    const path = `/modbus_baselines/${key}`
    const pair = found.pair('modbus', key, path)
    const codes = (profile as Record<string, unknown> | null)?.allowed_function_codes ?? []
    for (const code of list(found, codes, `${path}/allowed_function_codes`)) {
      found.function(pair, code, 0, path)
    }
  }
}

/** `{fc_counts: {"src->dst": {"3": n}}, register_ranges: {"src->dst": […]}, …}`. */
function readCounts(found: Collector, root: Record<string, unknown>): void {
  for (const [key, counts] of entries(found, root.fc_counts, '/fc_counts')) {
    const path = `/fc_counts/${key}`
    const pair = found.pair('modbus', key, path)
    for (const [code, count] of entries(found, counts, path)) {
      found.function(pair, code, found.integer(count, `${path}/${code}`), path)
    }
  }
  for (const [key, ranges] of entries(found, root.register_ranges ?? {}, '/register_ranges')) {
    const path = `/register_ranges/${key}`
    found.pair('modbus', key, path)
    for (const range of list(found, ranges, path)) found.addresses(key, range, path)
  }
}

/** `[{master_ip, outstation_ip, expected_function_codes}]`. */
function readAuthorized(found: Collector, value: unknown): void {
  list(found, value, '/authorized_communications').forEach((each, index) => {
    const path = `/authorized_communications/${index}`
    const { master_ip, outstation_ip, expected_function_codes } = (each ?? {}) as Record<
      string,
      unknown
    >
    const pair = found.pair(
      'dnp3',
      `${String(master_ip ?? '')}->${String(outstation_ip ?? '')}`,
      path,
    )
    for (const code of list(found, expected_function_codes ?? dnp3Default, path)) {
      found.function(pair, code, 0, path)
    }
  })
}

interface Pair extends Row {
  protocol: string
  client: string
  server: string
}

/** Gathers channels, functions and address blocks, each once. */
class Collector {
  readonly #place: { file?: string }
  readonly #channels = new Map<string, Pair & { exchanges: number }>()
  readonly #functions = new Map<string, Row>()
  readonly #excluded = new Map<string, Row>()
  readonly #used = new Map<string, Set<number>>()
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
      tables: { channel, function: functions, block, excluded: [...this.#excluded.values()] },
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

function entries(found: Collector, value: unknown, path: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    found.fail(path, 'is no object')
  return Object.entries(value)
}

function list(found: Collector, value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) found.fail(path, 'is no list')
  return value
}
