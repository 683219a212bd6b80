import type { Connection } from '../net/connection.js'
import type { Sensor } from '../net/sensor.js'
import { Random } from '../random.js'
import type { ZeekRow } from '../zeek/value.js'
import { GROUPS, hex, JOBS, SERVICES, subfunctionName, szlName } from './names.js'

const ROSCTR: Record<number, string> = { 1: 'Job-Request', 3: 'ACK-Data', 7: 'User-Data' }

/** Data units of a connection that reach cotp.log: the sensor's filter drops the bulk after. */
const COTP_DATA_LOGGED = 6

/** A client's connection to an S7 PLC; each message becomes rows of cotp and s7comm logs. */
export class S7Link {
  readonly connection: Connection
  readonly #sensor: Sensor
  readonly #random: Random
  #reference: number
  #dataUnits = 0

  constructor(sensor: Sensor, client: string, plc: string) {
    this.#sensor = sensor
    this.connection = sensor.connect({ client, server: plc, port: 102, service: 'cotp,s7comm' })
    this.#random = new Random(`${this.connection.uid}/s7`)
    this.#reference = this.#random.int(0, 200) * 256
  }

  /** COTP connect and S7 setup; gives the seconds it took. */
  setUp(): number {
    const ts = this.#sensor.sim.now
    this.#cotp(ts, true, '0x0e', 'CR Connection Request')
    const confirmed = ts + this.#delay()
    this.#cotp(confirmed, false, '0x0d', 'CC Connection Confirm')
    return this.#job(240, confirmed + 0.002) - ts
  }

  /** A job of the client (or of the PLC, in a download) and its acknowledgement. */
  job(
    code: number,
    options: { service?: string; fromPlc?: boolean; error?: boolean } = {},
  ): number {
    const ts = this.#sensor.sim.now
    return this.#job(code, ts, options) - ts
  }

  /** User data: programmer's services. */
  ask(group: number, sub: number, error?: { class: string; code: string }): number {
    const ts = this.#sensor.sim.now
    if (this.#sensor.drops()) return this.#delay()
    const end = ts + this.#delay()
    this.#reference = (this.#reference + 1) & 0xffff
    const name = GROUPS[group]
    const named = { subfunction_code: hex(sub, 2), subfunction_name: subfunctionName(group, sub) }
    const asked = { function_code: hex(0x40 + group, 2), function_name: `Request: ${name}` }
    const given = { function_code: hex(0x80 + group, 2), function_name: `Response: ${name}` }
    this.#message(ts, true, 7, { ...asked, ...named })
    const verdict = {
      error_class: error?.class ?? 'No error',
      error_code: error?.code ?? '0x00',
    }
    this.#message(end, false, 7, { ...given, ...named, ...verdict })
    return end - ts
  }

  readSzl(id: number, index = 0, failed = false): number {
    const ts = this.#sensor.sim.now
    const error = failed ? { class: 'Parameter Error', code: '0xd401' } : undefined
    const took = this.ask(4, 1, error)
    const row = {
      pdu_reference: this.#reference,
      szl_id: hex(id, 4),
      szl_id_name: szlName(id),
      szl_index: hex(index, 4),
    }
    const good = { return_code: '0xff', return_code_name: 'Success' }
    const bad = { return_code: '0x0a', return_code_name: 'Object does not exist' }
    const asked = { ...this.connection.directed(ts, true), ...row, method: 'Request', ...good }
    this.#sensor.sim.emit('s7comm_read_szl', asked, ts)
    const back = { ...this.connection.directed(ts + took, false), ...row, method: 'Response' }
    const outcome = failed ? bad : good
    this.#sensor.sim.emit('s7comm_read_szl', { ...back, ...outcome }, ts + took)
    return took
  }

  /** A row of s7comm_upload_download.log about the message sent last. */
  transfer(ts: number, fromClient: boolean, row: ZeekRow): void {
    const head = this.connection.directed(ts, fromClient)
    this.#sensor.sim.emit(
      's7comm_upload_download',
      { ...head, pdu_reference: this.#reference, ...row },
      ts,
    )
  }

  close(state: 'SF' | 'RSTR' | 'RSTO' = 'SF'): void {
    if (!this.connection.open) return
    if (state === 'SF') this.#cotp(this.#sensor.sim.now, true, '0x08', 'DR Disconnect Request')
    this.connection.close(state)
  }

  #job(
    code: number,
    ts: number,
    options: { service?: string; fromPlc?: boolean; error?: boolean } = {},
  ): number {
    const end = ts + this.#delay()
    if (this.#sensor.drops()) return end
    const fromClient = !options.fromPlc
    this.#reference = (this.#reference + 1) & 0xffff
    const named = { function_code: hex(code, 2), function_name: JOBS[code] ?? 'unknown' }
    const { service } = options
    const sub = service ? { subfunction_code: service, subfunction_name: SERVICES[service] } : {}
    this.#message(ts, fromClient, 1, { ...named, ...sub })
    const bad = { error_class: 'Error on service processing', error_code: '0x04' }
    const verdict = options.error ? bad : { error_class: 'No error', error_code: '0x00' }
    this.#message(end, !fromClient, 3, { ...named, ...verdict })
    return end
  }

  #message(ts: number, fromClient: boolean, rosctr: number, row: ZeekRow): void {
    this.connection.carry(ts, fromClient, fromClient ? 31 : 48)
    if (this.#dataUnits++ < COTP_DATA_LOGGED) this.#cotp(ts, fromClient, '0x0f', 'DT Data', 0)
    if (!this.#sensor.sim.wants('s7comm')) return
    const full = this.connection.directed(ts, fromClient)
    full.rosctr_code = rosctr
    full.rosctr_name = ROSCTR[rosctr] ?? 'unknown'
    full.pdu_reference = this.#reference
    this.#sensor.sim.emit('s7comm', Object.assign(full, row), ts)
  }

  #cotp(ts: number, fromClient: boolean, code: string, name: string, bytes = 22): void {
    if (bytes > 0) this.connection.carry(ts, fromClient, bytes)
    const row = { ...this.connection.directed(ts, fromClient), pdu_code: code, pdu_name: name }
    this.#sensor.sim.emit('cotp', row, ts)
  }

  #delay(): number {
    return 0.004 + 0.012 * this.#random.next() * this.#random.next()
  }
}
