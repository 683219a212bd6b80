import type { Connection } from '../net/connection.js'
import type { Sensor } from '../net/sensor.js'
import { Random } from '../random.js'
import type { Control, ObjectRange } from './objects.js'
import { controlRow, objectRow } from './rows.js'

export interface Dnp3Reply {
  iin: number
  objects?: readonly ObjectRange[]
  status?: string
}

/** A master's connection to an outstation; each message becomes rows of the dnp3 logs. */
export class Dnp3Link {
  readonly connection: Connection
  readonly #sensor: Sensor
  readonly #random: Random
  /** The request Zeek holds until a reply: a later one overwrites it. */
  #held: { name: string; ts: number } | undefined

  constructor(sensor: Sensor, master: string, outstation: string) {
    this.#sensor = sensor
    this.connection = sensor.connect({
      client: master,
      server: outstation,
      port: 20_000,
      service: 'dnp3_tcp',
    })
    this.#random = new Random(`${this.connection.uid}/dnp3`)
  }

  /** A request and its reply; gives the seconds it took. Without a reply nothing is logged yet. */
  request(
    name: string,
    reply: Dnp3Reply | 'none',
    detail: { reads?: readonly string[]; controls?: readonly Control[] } = {},
  ): number {
    const { sim } = this.#sensor
    const ts = sim.now
    const took = 0.03 + 0.09 * this.#random.next() * this.#random.next()
    const seen = !this.#sensor.drops()
    this.connection.carry(ts, true, 18 + 3 * (detail.reads?.length ?? 0))
    if (seen) {
      this.#held = { name, ts }
      this.#logDetails(name, ts, true, detail)
    }
    if (reply === 'none') return 2
    const end = ts + took
    this.connection.carry(end, false, 20 + 40 * (reply.objects?.length ?? 0))
    if (!seen) return took
    this.#write(end, name, 'RESPONSE', reply.iin)
    this.#held = undefined
    for (const object of reply.objects ?? []) {
      sim.emit('dnp3_objects', objectRow(this.connection, end, false, 'RESPONSE', object), end)
    }
    for (const control of detail.controls ?? []) {
      const answered = { ...control, status: reply.status ?? 'Success' }
      sim.emit('dnp3_control', controlRow(this.connection, end, 'RESPONSE', answered), end)
    }
    return took
  }

  /** The outstation speaks by itself and the master confirms. */
  unsolicited(iin: number, confirmed = true): number {
    const ts = this.#sensor.sim.now
    this.connection.carry(ts, false, 34)
    this.#write(ts, this.#held?.name, 'UNSOLICITED_RESPONSE', iin)
    this.#held = undefined
    if (!confirmed) return 0.02
    this.connection.carry(ts + 0.01, true, 15)
    this.#held = { name: 'CONFIRM', ts: ts + 0.01 }
    return 0.02
  }

  close(state: 'SF' | 'RSTR' | 'RSTO' = 'SF'): void {
    if (!this.connection.open) return
    if (this.#held) this.#write(this.#held.ts, this.#held.name, undefined, undefined)
    this.#held = undefined
    this.connection.close(state)
  }

  #logDetails(
    name: string,
    ts: number,
    fromMaster: boolean,
    detail: { reads?: readonly string[]; controls?: readonly Control[] },
  ): void {
    const { sim } = this.#sensor
    for (const type of detail.reads ?? []) {
      sim.emit('dnp3_objects', objectRow(this.connection, ts, fromMaster, name, { type }), ts)
    }
    for (const control of detail.controls ?? []) {
      sim.emit('dnp3_control', controlRow(this.connection, ts, name, control), ts)
    }
  }

  #write(ts: number, asked: string | undefined, reply: string | undefined, iin?: number): void {
    const row = { ...this.connection.prefix(ts), fc_request: asked, fc_reply: reply, iin }
    this.#sensor.sim.emit('dnp3', row, Math.max(ts, this.#sensor.sim.now))
  }
}
