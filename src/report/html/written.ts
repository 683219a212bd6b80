import type Database from 'better-sqlite3'
import { statement } from '../../store/sql.js'
import type { WrittenRow } from './model.js'

interface Address {
  readonly sensor: string
  readonly server: string
  readonly client: string
  readonly unit: number
  readonly point_table: string
  readonly address: number
  readonly quantity: number
  readonly times: number
}

interface Range extends Omit<Address, 'client' | 'quantity' | 'times'> {
  readonly low: number
  readonly high: number
}

interface Point {
  point: string
  clients: Set<string>
  times: number
  seen: readonly [number, number] | null
  learned: readonly [number, number] | null
}

const words: Readonly<Record<string, string>> = { coil: 'coil', holding: 'holding register' }

/** Points that were written, by server, with the values they had: one pass each over addresses and values. */
export class WrittenPoints {
  readonly #servers = new Map<string, Map<string, Point>>()

  constructor(db: Database.Database) {
    const rows = (name: string) =>
      db.prepare(statement(import.meta.url, `./sql/${name}.sql`)).iterate()
    for (const row of rows('written-addresses') as Iterable<Address>) this.#write(row)
    for (const row of rows('point-ranges') as Iterable<Range>) {
      const point = this.#find(row)
      if (point) point.seen = [row.low, row.high]
    }
    for (const row of rows('learned-ranges') as Iterable<Range>) {
      const point = this.#find(row)
      if (point) point.learned = [row.low, row.high]
    }
  }

  /** The points of one server, those written most first. */
  of(sensor: string, server: string): WrittenRow[] {
    return [...(this.#servers.get(key(sensor, server))?.values() ?? [])]
      .sort((a, b) => b.times - a.times)
      .map((each) => ({ ...each, clients: [...each.clients] }))
  }

  #write(row: Address): void {
    const server = key(row.sensor, row.server)
    const points = this.#servers.get(server) ?? new Map<string, Point>()
    this.#servers.set(server, points)
    // A write has at most 1,968 coils (Modbus Application Protocol 1.1b3, section 6.11).
    for (let offset = 0; offset < Math.min(Math.max(row.quantity, 1), 1968); offset += 1) {
      const name = pointKey(row, offset)
      const point = points.get(name) ?? {
        point: title(row, offset),
        clients: new Set<string>(),
        times: 0,
        seen: null,
        learned: null,
      }
      point.clients.add(row.client)
      point.times += row.times
      points.set(name, point)
    }
  }

  #find(row: Range): Point | undefined {
    return this.#servers.get(key(row.sensor, row.server))?.get(pointKey(row, 0))
  }
}

function key(sensor: string, server: string): string {
  return JSON.stringify([sensor, server])
}

type Place = Pick<Address, 'unit' | 'point_table' | 'address'>

function pointKey({ unit, point_table, address }: Place, offset: number): string {
  return `${unit} ${point_table} ${address + offset}`
}

function title({ unit, point_table, address }: Place, offset: number): string {
  const name = `${words[point_table] ?? point_table} ${address + offset}`
  return unit === -1 ? name : `unit ${unit}, ${name}`
}
