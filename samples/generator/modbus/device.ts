import type { Signal } from '../sim/signal.js'

export interface ModbusRequest {
  unit: number
  code: number
  address?: number
  quantity?: number
  values?: number[]
  subfunction?: number
}

export type ModbusAnswer = { values?: number[] } | { exception: number } | 'none'

/** A register or coil: measured (a signal) or a cell that can be written. */
export interface Cell {
  read: Signal
  write?: (value: number) => void
}

export type Table = 'coil' | 'discrete' | 'holding' | 'input'

const READS: Record<number, Table> = { 1: 'coil', 2: 'discrete', 3: 'holding', 4: 'input' }
const WRITES: Record<number, Table> = { 5: 'coil', 6: 'holding', 15: 'coil', 16: 'holding' }

/** One unit: its four tables. What is not in them is an illegal address. */
export class ModbusUnit {
  readonly #cells = new Map<string, Cell>()

  measured(table: Table, first: number, signals: readonly Signal[]): this {
    signals.forEach((read, i) => {
      this.#cells.set(`${table}${first + i}`, { read })
    })
    return this
  }

  stored(table: Table, first: number, values: readonly number[]): this {
    values.forEach((initial, i) => {
      let held = initial
      const write = (value: number): void => {
        held = value
      }
      this.#cells.set(`${table}${first + i}`, { read: () => held, write })
    })
    return this
  }

  cell(table: Table, address: number): Cell | undefined {
    return this.#cells.get(`${table}${address}`)
  }

  /** Puts another behaviour in the place of a value, such as one that is stuck. */
  replace(table: Table, address: number, change: (before: Signal) => Signal): void {
    const cell = this.cell(table, address)
    if (cell) this.#cells.set(`${table}${address}`, { ...cell, read: change(cell.read) })
  }

  answer(request: ModbusRequest, now: number): ModbusAnswer {
    if (request.code in READS) return this.#read(READS[request.code] ?? 'coil', request, now)
    if (request.code in WRITES) return this.#write(WRITES[request.code] ?? 'coil', request)
    if (request.code === 8 && request.subfunction === 0) return {}
    if (request.code === 43) return {}
    return { exception: 1 }
  }

  #read(table: Table, request: ModbusRequest, now: number): ModbusAnswer {
    const values: number[] = []
    for (let i = 0; i < (request.quantity ?? 1); i++) {
      const cell = this.cell(table, (request.address ?? 0) + i)
      if (!cell) return { exception: 2 }
      values.push(Math.max(0, cell.read(now)) & 0xffff)
    }
    return { values }
  }

  #write(table: Table, request: ModbusRequest): ModbusAnswer {
    const values = request.values ?? []
    const cells = values.map((_, i) => this.cell(table, (request.address ?? 0) + i))
    if (cells.some((cell) => !cell?.write)) return { exception: 2 }
    cells.forEach((cell, i) => {
      cell?.write?.(values[i] ?? 0)
    })
    return request.code === 5 || request.code === 6 ? { values } : {}
  }
}

/** A server at one address: a PLC with one unit, or a gateway with several behind it. */
export class ModbusDevice {
  readonly host: string
  readonly units = new Map<number, ModbusUnit>()
  /** Seconds to an answer: at least, and how much it may be more. */
  readonly delay: readonly [number, number]
  readonly gateway: boolean
  /** Until then it hears and does not speak (Force Listen Only Mode). */
  deafUntil = 0

  constructor(host: string, delay: readonly [number, number], gateway = false) {
    this.host = host
    this.delay = delay
    this.gateway = gateway
  }

  unit(id: number): ModbusUnit {
    const known = this.units.get(id)
    if (known) return known
    const added = new ModbusUnit()
    this.units.set(id, added)
    return added
  }

  answer(request: ModbusRequest, now: number): ModbusAnswer {
    if (now < this.deafUntil) return 'none'
    if (request.code === 8 && request.subfunction === 4) return 'none'
    const unit = this.units.get(request.unit)
    if (unit) return unit.answer(request, now)
    return this.gateway ? { exception: 11 } : 'none'
  }
}
