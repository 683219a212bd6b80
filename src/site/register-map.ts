import type Database from 'better-sqlite3'

/** A point of the register map, as far as decoding needs it. */
export interface MappedPoint {
  readonly id: number
  /** '' for any. */
  readonly server: string
  /** -1 for any. */
  readonly unit: number
  readonly point_table: string
  readonly address: number
  readonly words: number
  readonly type: string
  readonly word_order: string
  readonly scale: number
}

/** The points of the policy that a range of registers holds, found quickly for ranges that recur. */
export class RegisterMap {
  readonly #points: readonly MappedPoint[]
  readonly #devices = new Map<string, readonly MappedPoint[]>()
  readonly #ranges = new Map<string, readonly MappedPoint[]>()

  constructor(db: Database.Database) {
    this.#points = db.prepare('SELECT * FROM policy_point').all() as MappedPoint[]
  }

  get empty(): boolean {
    return this.#points.length === 0
  }

  /** The points that lie whole within `count` registers from `address` on. */
  within(
    server: string,
    unit: number | null,
    table: string,
    address: number,
    count: number,
  ): readonly MappedPoint[] {
    const device = `${server} ${unit} ${table}`
    const range = `${device} ${address} ${count}`
    let found = this.#ranges.get(range)
    if (!found) {
      found = this.#of(device, server, unit, table).filter(
        (point) => point.address >= address && point.address + point.words <= address + count,
      )
      if (this.#ranges.size >= 100_000) this.#ranges.clear()
      this.#ranges.set(range, found)
    }
    return found
  }

  #of(device: string, server: string, unit: number | null, table: string): readonly MappedPoint[] {
    let found = this.#devices.get(device)
    if (!found) {
      found = this.#points.filter(
        (point) =>
          point.point_table === table &&
          (point.server === '' || point.server === server) &&
          (point.unit === -1 || unit === null || point.unit === unit),
      )
      this.#devices.set(device, found)
    }
    return found
  }
}
