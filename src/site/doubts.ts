import type Database from 'better-sqlite3'
import type { LoadedPolicy } from '../config/load.js'
import type { AllowedFunctions, Point, Policy } from '../config/policy.js'
import { placeOf, rangeOf, typeOf, wordsOf } from '../config/register.js'

type Keys = readonly (string | number)[]

/** Something in a policy that may be a mistake, and where it stands. */
export interface Doubt {
  readonly line: number
  readonly column: number
  readonly text: string
}

/** What in a policy does not fit the logs that were read, or its own data types, in the order of its lines. */
export function doubtsOf(db: Database.Database | undefined, loaded: LoadedPolicy): Doubt[] {
  const found = [
    ...limitDoubts(loaded.policy),
    ...(db ? new StoreDoubts(db).of(loaded.policy) : []),
  ]
  return found
    .map(([keys, text]) => ({ ...loaded.document.place(keys), text }))
    .sort((a, b) => a.line - b.line || a.column - b.column)
}

/** Limits that no value of the point's type can reach. */
function limitDoubts({ points = [] }: Policy): [Keys, string][] {
  return points.flatMap((point, index) => {
    const place = placeOf(point)
    if (!place) return []
    const type = typeOf(point, place.table)
    const ends = rangeOf[type].map((raw) => Number((raw * (point.scale ?? 1)).toPrecision(7)))
    const low = Math.min(...ends)
    const high = Math.max(...ends)
    return (['min', 'max'] as const).flatMap((key): [Keys, string][] => {
      const limit = point[key]
      if (limit === undefined || (limit >= low && limit <= high)) return []
      const what = `${limit} is outside what ${type}${point.scale === undefined ? '' : ` times ${point.scale}`} can hold, ${low} to ${high}`
      return [[['points', index, key], what]]
    })
  })
}

/** Doubts that the logs raise. */
class StoreDoubts {
  readonly #clients: ReadonlySet<string>
  readonly #servers: ReadonlySet<string>
  readonly #pairs: ReadonlySet<string>
  readonly #writers: ReadonlySet<string>
  readonly #units: ReadonlySet<string>
  readonly #registers: Database.Statement

  constructor(db: Database.Database) {
    const set = (sql: string) => new Set(db.prepare(sql).pluck().all() as string[])
    this.#clients = set('SELECT DISTINCT client FROM channel')
    this.#servers = set('SELECT DISTINCT server FROM channel')
    this.#pairs = set("SELECT DISTINCT protocol || ' ' || client || ' ' || server FROM channel")
    this.#writers = set(
      "SELECT DISTINCT client FROM v_series WHERE action IN ('write', 'control', 'program', 'mode', 'restart', 'file', 'config')",
    )
    this.#units = set("SELECT DISTINCT server || ' ' || unit FROM v_series WHERE unit IS NOT NULL")
    this.#registers = db.prepare(
      `SELECT 1 FROM v_address_use
       WHERE (@server = '' OR server = @server) AND (@unit = -1 OR unit = @unit)
         AND function_code IN (SELECT value FROM json_each(@functions))
         AND address <= @address AND address + quantity >= @address + @words
       LIMIT 1`,
    )
  }

  of(policy: Policy): [Keys, string][] {
    return [
      ...this.#assets(policy),
      ...this.#roles(policy),
      ...this.#functions(policy),
      ...this.#points(policy),
      ...this.#others(policy),
    ]
  }

  #seen(address: string): boolean {
    return this.#clients.has(address) || this.#servers.has(address)
  }

  #never(address: string | undefined, keys: Keys): [Keys, string][] {
    return address === undefined || this.#seen(address) ? [] : [[keys, `${address} was never seen`]]
  }

  #unit(server: string | undefined, unit: number | undefined, keys: Keys): [Keys, string][] {
    if (server === undefined || unit === undefined || !this.#servers.has(server)) return []
    return this.#units.has(`${server} ${unit}`) ? [] : [[keys, `${server} has no unit ${unit}`]]
  }

  #assets({ assets = [] }: Policy): [Keys, string][] {
    return assets.flatMap(({ address, units = [] }, index) => [
      ...this.#never(address, ['assets', index, 'address']),
      ...units.flatMap(({ unit }, at) =>
        this.#unit(address, unit, ['assets', index, 'units', at, 'unit']),
      ),
    ])
  }

  #roles(policy: Policy): [Keys, string][] {
    const { clients = [], writers = [], workstations = [], stand_ins = [] } = policy
    const list = (
      key: string,
      addresses: readonly string[],
      does: ReadonlySet<string>,
      what: string,
    ) =>
      addresses.flatMap((address, index): [Keys, string][] =>
        does.has(address) ? [] : [[[key, index], `${address} ${what}`]],
      )
    return [
      ...list('clients', clients, this.#clients, 'never asks anything'),
      ...list('writers', writers, this.#writers, 'never writes or controls'),
      ...list('workstations', workstations, this.#clients, 'never asks anything'),
      ...stand_ins.flatMap((group, at) =>
        group.flatMap((address, index) => this.#never(address, ['stand_ins', at, index])),
      ),
    ]
  }

  #functions({ functions = [] }: Policy): [Keys, string][] {
    return functions.flatMap((entry, index) => this.#allowList(entry, ['functions', index]))
  }

  #allowList({ protocol = 'modbus', client, server, unit }: AllowedFunctions, keys: Keys) {
    const strange = [
      ...this.#never(client, [...keys, 'client']),
      ...this.#never(server, [...keys, 'server']),
      ...this.#unit(server, unit, [...keys, 'unit']),
    ]
    if (strange.length > 0) return strange
    const talks = [...this.#pairs].some((pair) => {
      const [p, c, s] = pair.split(' ')
      return p === protocol && (client ?? c) === c && (server ?? s) === s
    })
    const who = `${client ?? 'any client'} and ${server ?? 'any server'}`
    return talks ? [] : [[keys, `${who} never talk ${protocol}`] as [Keys, string]]
  }

  #points({ points = [] }: Policy): [Keys, string][] {
    return points.flatMap((point, index) => {
      const strange = [
        ...this.#never(point.server, ['points', index, 'server']),
        ...this.#unit(point.server, point.unit, ['points', index, 'unit']),
      ]
      return strange.length > 0 ? strange : this.#unused(point, ['points', index, 'address'])
    })
  }

  #unused(point: Point, keys: Keys): [Keys, string][] {
    const place = placeOf(point)
    if (!place) return []
    const functions = { coil: [1, 5, 15], discrete: [2], holding: [3, 6, 16, 22, 23], input: [4] }
    const used = this.#registers.get({
      server: point.server ?? '',
      unit: point.unit ?? -1,
      functions: JSON.stringify(functions[place.table]),
      address: place.address,
      words: wordsOf(typeOf(point, place.table)),
    })
    return used === undefined ? [[keys, `${point.name} was never read or written`]] : []
  }

  #others({ maintenance = [], suppressions = [] }: Policy): [Keys, string][] {
    return [
      ...maintenance.flatMap(({ servers = [] }, at) =>
        servers.flatMap((server, index) =>
          this.#never(server, ['maintenance', at, 'servers', index]),
        ),
      ),
      ...suppressions.flatMap(({ client, server }, index) => [
        ...this.#never(client, ['suppressions', index, 'client']),
        ...this.#never(server, ['suppressions', index, 'server']),
      ]),
    ]
  }
}
