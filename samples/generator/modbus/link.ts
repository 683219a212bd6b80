import type { Connection } from '../net/connection.js'
import type { Sensor } from '../net/sensor.js'
import { Random } from '../random.js'
import type { ZeekRow } from '../zeek/value.js'
import { type DetailedRows, detailedRows, identificationRows } from './detailed.js'
import type { ModbusAnswer, ModbusDevice, ModbusRequest } from './device.js'
import { exceptionFunctionName, exceptionName, functionName } from './names.js'

export interface ModbusOutcome {
  /** Seconds until the answer, or until the client gave up. */
  took: number
  answer: ModbusAnswer
}

const TIMEOUT = 1

/** A client's connection to a Modbus server; each request becomes rows of modbus logs. */
export class ModbusLink {
  readonly connection: Connection
  readonly device: ModbusDevice
  /** Set when the sensor has lost the protocol: it sees bytes and logs no messages. */
  unseen = false
  /** Share of requests that stay unanswered on a normal day. */
  lostShare = 0
  readonly #sensor: Sensor
  readonly #random: Random
  #tid: number

  constructor(sensor: Sensor, client: string, device: ModbusDevice) {
    this.#sensor = sensor
    this.device = device
    this.connection = sensor.connect({ client, server: device.host, port: 502, service: 'modbus' })
    this.#random = new Random(`${this.connection.uid}/modbus`)
    this.#tid = this.#random.int(0, 60_000)
  }

  request(request: ModbusRequest, fault?: ModbusAnswer): ModbusOutcome {
    const ts = this.#sensor.sim.now
    this.#tid = (this.#tid + 1) & 0xffff
    const [least, more] = this.device.delay
    const delay = least + more * this.#random.next() * this.#random.next()
    const lost = this.#random.chance(this.lostShare)
    const real = lost ? 'none' : (fault ?? this.device.answer(request, ts + delay))
    const took = real === 'none' ? TIMEOUT : delay
    this.#count(request, real, ts, took)
    if (!this.unseen && !this.#sensor.drops()) this.#log(request, real, ts, took)
    return { took, answer: real }
  }

  close(state: 'SF' | 'RSTR' | 'RSTO' | 'S1' = 'SF'): void {
    if (!this.connection.open) return
    this.connection.close(state)
    this.#sensor.flushModbus()
  }

  #count(request: ModbusRequest, answer: ModbusAnswer, ts: number, took: number): void {
    const values = request.values?.length ?? 0
    const many = request.code === 15 || request.code === 16
    this.connection.carry(ts, true, 12 + (many ? 1 + 2 * values : 0))
    if (answer === 'none') return
    const back = 'exception' in answer ? 0 : (answer.values?.length ?? 0)
    const size = request.code <= 2 ? Math.ceil(back / 8) : 2 * back
    this.connection.carry(ts + took, false, 'exception' in answer ? 9 : 9 + size)
  }

  #log(request: ModbusRequest, answer: ModbusAnswer, ts: number, took: number): void {
    const { sim } = this.#sensor
    const end = ts + took
    const func = functionName(request.code)
    if (sim.wants('modbus')) {
      sim.emit('modbus', this.#row(ts, request.unit, func, 'REQ'), ts)
      if (answer !== 'none') {
        const failed = 'exception' in answer
        const name = failed ? exceptionFunctionName(request.code) : func
        const row = this.#row(end, request.unit, name, 'RESP')
        if (failed) row.exception = exceptionName(answer.exception)
        sim.emit('modbus', row, end)
      }
    }
    this.#sensor.know(this.connection.client, 'MODBUS_MASTER', ts)
    if (answer !== 'none') this.#sensor.know(this.connection.server, 'MODBUS_SLAVE', end)
    const linkId = request.code === 43 ? this.#random.word(16) : undefined
    this.#logDetailed(detailedRows(request, answer, this.#row(ts, request.unit, func), end, linkId))
    if (linkId) {
      const head = { tid: this.#tid, unit: request.unit }
      for (const row of identificationRows(this.connection, head, linkId, ts, end, answer)) {
        sim.emit('modbus_read_device_identification', row, end)
      }
    }
  }

  /** A paired row comes with the answer; one without an answer when Zeek gives up on it. */
  #logDetailed(logged: DetailedRows): void {
    const { sim } = this.#sensor
    const { rows, at } = logged
    if (at !== undefined) {
      for (const row of rows) sim.emit('modbus_detailed', row, at)
      return
    }
    this.#sensor.pendingModbus.set(`${this.connection.uid} ${this.#tid}`, () => {
      for (const row of rows) sim.emit('modbus_detailed', row, sim.now)
    })
  }

  #row(ts: number, unit: number, func: string, type?: 'REQ' | 'RESP'): ZeekRow {
    const row = this.connection.prefix(ts)
    row.tid = this.#tid
    row.unit = unit
    row.func = func
    if (type) row.pdu_type = type
    return row
  }
}
