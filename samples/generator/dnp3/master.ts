import type { Sensor } from '../net/sensor.js'
import type { Random } from '../random.js'
import { DAY, HOUR, midnight } from '../sim/calendar.js'
import { type DailyActor, daily } from '../sim/daily.js'
import type { Steps } from '../sim/simulation.js'
import { Dnp3Link } from './link.js'
import { CLASSES, type Control, eventObjects, STATIC_OBJECTS } from './objects.js'
import type { Outstation } from './outstation.js'

/** A SCADA front end's conversation with one outstation. */
export class Dnp3Master implements DailyActor {
  readonly host: string
  readonly outstation: Outstation
  period: number
  link: Dnp3Link | undefined
  /** Points an operator wants to operate, select before operate. */
  readonly orders: Control[] = []
  readonly #sensor: Sensor
  readonly #random: Random
  #integrityAt = 0

  constructor(sensor: Sensor, host: string, outstation: Outstation, period: number) {
    this.#sensor = sensor
    this.host = host
    this.outstation = outstation
    this.period = period
    this.#random = sensor.random.fork(`dnp3 ${host}>${outstation.host}`)
  }

  run(): Steps {
    return daily(this.#sensor.sim, this.#random, this)
  }

  close(): void {
    this.link?.close()
    this.link = undefined
  }

  *cycle(): Steps {
    const { sim } = this.#sensor
    if (sim.now < this.outstation.downUntil) return
    if (!this.link) {
      yield* this.#startUp()
      this.#integrityAt = sim.now + HOUR
    } else if (sim.now >= this.#integrityAt) {
      yield this.#integrity(this.link)
      this.#integrityAt += HOUR
    } else {
      yield this.#events(this.link)
    }
    yield* this.#extras(this.link)
  }

  /** The handshake of a new connection: quiet first, then everything, then events again. */
  *#startUp(): Steps {
    const link = new Dnp3Link(this.#sensor, this.host, this.outstation.host)
    this.link = link
    const { outstation } = this
    yield 0.01
    if (outstation.restarted) {
      yield 0.2 + link.unsolicited(outstation.iin)
      yield 0.05 + link.request('WRITE', { iin: outstation.iin })
      outstation.restarted = false
    }
    yield 0.05 + link.request('DISABLE_UNSOLICITED', { iin: outstation.iin })
    yield 0.05 + this.#integrity(link)
    yield 0.05 + link.request('ENABLE_UNSOLICITED', { iin: outstation.iin })
    outstation.unsolicited = true
  }

  *#extras(link: Dnp3Link | undefined): Steps {
    if (!link) return
    yield 0.05
    if (this.outstation.needTime) {
      yield 0.05 + link.request('RECORD_CURRENT_TIME', { iin: this.outstation.iin })
      this.outstation.needTime = false
      yield 0.05 + link.request('WRITE', { iin: this.outstation.iin })
    }
    for (let order = this.orders.shift(); order; order = this.orders.shift()) {
      const detail = { controls: [order] }
      yield 0.3 + link.request('SELECT', { iin: this.outstation.iin }, detail)
      yield 2 + link.request('OPERATE', { iin: this.outstation.iin }, detail)
      if (this.outstation.unsolicited) yield link.unsolicited(this.outstation.iin)
    }
  }

  #integrity(link: Dnp3Link): number {
    const reply = { iin: this.outstation.iin, objects: STATIC_OBJECTS }
    return link.request('READ', reply, { reads: CLASSES.all })
  }

  #events(link: Dnp3Link): number {
    const count = this.#random.chance(0.05) ? this.#random.int(1, 2) : 0
    const objects = count > 0 ? eventObjects(count) : []
    return link.request('READ', { iin: this.outstation.iin, objects }, { reads: CLASSES.events })
  }
}

/** Now and then a point changes, or two shortly after each other, and the outstation says so. */
export function* reportChanges(sensor: Sensor, master: Dnp3Master, every: number): Steps {
  const random = sensor.random.fork(`changes ${master.outstation.host}`)
  const { sim } = sensor
  for (;;) {
    yield random.between(0.4 * every, 1.6 * every)
    for (let i = random.chance(0.3) ? 2 : 1; i > 0; i--) {
      const { link, outstation } = master
      const late = midnight(sim.now) + DAY - sim.now < master.period + 120
      if (link && outstation.unsolicited && !late) link.unsolicited(outstation.iin)
      yield random.between(4, 20)
    }
  }
}
