import type { Sensor } from '../net/sensor.js'
import type { Random } from '../random.js'
import { type DailyActor, daily } from '../sim/daily.js'
import type { Steps } from '../sim/simulation.js'
import { S7Link } from './link.js'

/** An HMI that reads variables of a PLC in a cycle and writes one when its operator says so. */
export class S7Client implements DailyActor {
  readonly client: string
  readonly plc: string
  period: number
  orders = 0
  link: S7Link | undefined
  readonly #sensor: Sensor
  readonly #random: Random

  constructor(sensor: Sensor, client: string, plc: string, period: number) {
    this.#sensor = sensor
    this.client = client
    this.plc = plc
    this.period = period
    this.#random = sensor.random.fork(`s7 ${client}>${plc}`)
  }

  run(): Steps {
    return daily(this.#sensor.sim, this.#random, this)
  }

  close(): void {
    this.link?.close()
    this.link = undefined
  }

  *cycle(): Steps {
    let { link } = this
    if (!link) {
      link = new S7Link(this.#sensor, this.client, this.plc)
      this.link = link
      yield 0.01 + link.setUp()
    }
    yield 0.01 + link.job(4)
    yield 0.01 + link.job(4)
    for (; this.orders > 0; this.orders--) yield this.#random.between(0.2, 0.6) + link.job(5)
  }
}
