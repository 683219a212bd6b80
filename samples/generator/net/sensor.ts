import { Random } from '../random.js'
import { DAY } from '../sim/calendar.js'
import type { Simulation } from '../sim/simulation.js'
import { Connection, type ConnectionOptions } from './connection.js'

/** What the Zeek sensor keeps: open connections, unanswered Modbus requests, known hosts. */
export class Sensor {
  readonly sim: Simulation
  readonly random: Random
  /** Share of exchanges the sensor does not get to see at the moment. */
  lossShare = 0
  /** Called when a Modbus connection ends: icsnpp-modbus then flushes what is pending. */
  readonly pendingModbus = new Map<string, () => void>()
  readonly #open = new Set<Connection>()
  readonly #opened = new Map<string, number>()
  readonly #known = new Map<string, number>()
  readonly #lossRandom: Random

  constructor(sim: Simulation, seed: string) {
    this.sim = sim
    this.random = new Random(`${seed}/sensor`)
    this.#lossRandom = this.random.fork('loss')
    sim.endings.push(() => {
      for (const connection of this.#open) connection.close('S1')
    })
  }

  connect(options: ConnectionOptions): Connection {
    const connection = new Connection(this, options)
    this.#open.add(connection)
    return connection
  }

  forget(connection: Connection): void {
    this.#open.delete(connection)
  }

  /** Ports and uids depend on the pair and its count alone, not on what other hosts do. */
  connectionRandom(client: string, server: string, port: number): Random {
    const pair = `${client}>${server}:${port}`
    const count = (this.#opened.get(pair) ?? 0) + 1
    this.#opened.set(pair, count)
    return this.random.fork(`${pair}#${count}`)
  }

  drops(): boolean {
    return this.lossShare > 0 && this.#lossRandom.chance(this.lossShare)
  }

  flushModbus(): void {
    for (const write of this.pendingModbus.values()) write()
    this.pendingModbus.clear()
  }

  /** known_modbus.log: a host in its role once a day, as policy/known-masters-slaves has it. */
  know(host: string, role: 'MODBUS_MASTER' | 'MODBUS_SLAVE', ts: number): void {
    const key = `${role} ${host}`
    const before = this.#known.get(key)
    if (before !== undefined && ts - before < DAY) return
    this.#known.set(key, ts)
    this.sim.emit('known_modbus', { ts, host, device_type: `Known::${role}` }, ts)
  }
}
