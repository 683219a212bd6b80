import type { Sensor } from '../net/sensor.js'
import type { Random } from '../random.js'
import { type DailyActor, daily } from '../sim/daily.js'
import type { Steps } from '../sim/simulation.js'
import type { ModbusDevice, ModbusRequest } from './device.js'
import { ModbusLink } from './link.js'

export interface Poll extends ModbusRequest {
  /** Chance of a fault in one answer, and which exception it then is. */
  fault?: { share: number; exception: number }
}

export interface ModbusClientOptions {
  client: string
  device: ModbusDevice
  polls: readonly Poll[]
  period: number
}

/** Of so many requests one is never answered, on a normal day. */
const LOST_SHARE = 0.0006

/** Faults of a device come one at a time, at least so many seconds apart. */
const FAULTS_APART = 3600

/** A client that asks the same questions in the same order, cycle after cycle. */
export class ModbusClient implements DailyActor {
  readonly client: string
  readonly device: ModbusDevice
  polls: readonly Poll[]
  period: number
  running = true
  /** Requests of an operator, sent when a cycle is over. */
  readonly orders: ModbusRequest[] = []
  link: ModbusLink | undefined
  /** From now on new connections are invisible to the protocol analyzer. */
  unseen = false
  readonly #sensor: Sensor
  readonly #random: Random
  #reopenAt = 0
  #lastFault = 0

  constructor(sensor: Sensor, options: ModbusClientOptions) {
    this.#sensor = sensor
    this.client = options.client
    this.device = options.device
    this.polls = options.polls
    this.period = options.period
    this.#random = sensor.random.fork(`modbus ${options.client}>${options.device.host}`)
  }

  run(): Steps {
    return daily(this.#sensor.sim, this.#random, this)
  }

  close(state: 'SF' | 'RSTO' = 'SF'): void {
    this.link?.close(state)
    this.link = undefined
  }

  /** Opens another connection in the place of the one there is, after some seconds. */
  reconnect(state: 'SF' | 'RSTO', after: number): void {
    this.close(state)
    this.#reopenAt = this.#sensor.sim.now + after
  }

  *cycle(): Steps {
    if (!this.running || this.#sensor.sim.now < this.#reopenAt) return
    if (!this.link) {
      this.link = new ModbusLink(this.#sensor, this.client, this.device)
      this.link.lostShare = LOST_SHARE
      this.link.unseen = this.unseen
      yield 0.004
    }
    let answered = 0
    for (const poll of this.polls) answered += yield* this.#ask(poll)
    for (let order = this.orders.shift(); order; order = this.orders.shift()) {
      yield this.#random.between(0.2, 0.8)
      yield* this.#ask(order)
    }
    if (answered === 0) this.reconnect('RSTO', 0)
  }

  /** Sends a request, waits for its answer, and gives 1 if there was one. */
  *#ask(request: Poll): Generator<number, number, void> {
    const failed = this.#random.next() < (request.fault?.share ?? 0)
    const far = this.#sensor.sim.now - this.#lastFault > FAULTS_APART
    const fault = failed && far ? request.fault : undefined
    if (fault) this.#lastFault = this.#sensor.sim.now
    const answer = fault ? { exception: fault.exception } : undefined
    const outcome = this.link?.request(request, answer)
    yield (outcome?.took ?? 0) + this.#random.between(0.015, 0.04)
    return outcome && outcome.answer !== 'none' ? 1 : 0
  }
}
