import type { ZeekRow } from '../zeek/value.js'
import type { Sensor } from './sensor.js'

export interface ConnectionOptions {
  client: string
  server: string
  port: number
  service?: string
  proto?: 'tcp' | 'udp'
}

/** A connection as Zeek sees it: a uid from the first packet, a conn row after the last. */
export class Connection {
  readonly uid: string
  readonly client: string
  readonly server: string
  readonly clientPort: number
  readonly port: number
  readonly openedAt: number
  service: string | undefined
  open = true
  readonly #sensor: Sensor
  readonly #proto: 'tcp' | 'udp'
  #last: number
  readonly #bytes = { orig: 0, resp: 0 }
  readonly #packets = { orig: 0, resp: 0 }

  constructor(sensor: Sensor, options: ConnectionOptions) {
    this.#sensor = sensor
    this.client = options.client
    this.server = options.server
    this.port = options.port
    this.service = options.service
    this.#proto = options.proto ?? 'tcp'
    const random = sensor.connectionRandom(options.client, options.server, options.port)
    this.uid = `C${random.word(17)}`
    this.clientPort = random.int(49_152, 65_535)
    this.openedAt = sensor.sim.now
    this.#last = this.openedAt + random.between(0.0004, 0.002)
  }

  /** The six columns nearly every log begins with. */
  prefix(ts: number): ZeekRow {
    return {
      ts,
      uid: this.uid,
      'id.orig_h': this.client,
      'id.orig_p': this.clientPort,
      'id.resp_h': this.server,
      'id.resp_p': this.port,
    }
  }

  /** The prefix and the five columns that say who sent this message. */
  directed(ts: number, fromClient: boolean): ZeekRow {
    const row = this.prefix(ts)
    row.is_orig = fromClient
    row.source_h = fromClient ? this.client : this.server
    row.source_p = fromClient ? this.clientPort : this.port
    row.destination_h = fromClient ? this.server : this.client
    row.destination_p = fromClient ? this.port : this.clientPort
    return row
  }

  /** Counts a message into the conn row. */
  carry(ts: number, fromClient: boolean, bytes: number, packets = 1): void {
    const side = fromClient ? 'orig' : 'resp'
    this.#bytes[side] += bytes
    this.#packets[side] += packets
    this.#packets[fromClient ? 'resp' : 'orig'] += this.#proto === 'tcp' ? packets : 0
    if (ts > this.#last) this.#last = ts
  }

  close(state: 'SF' | 'RSTR' | 'RSTO' | 'S1' | 'REJ' | 'S0' = 'SF'): void {
    if (!this.open) return
    this.open = false
    const tcp = this.#proto === 'tcp'
    if (state === 'SF' && tcp) {
      this.#packets.orig += 4
      this.#packets.resp += 3
    }
    const answered = state !== 'S0' && state !== 'REJ'
    const { orig, resp } = this.#bytes
    const header = tcp ? 40 : 28
    const row = this.prefix(this.openedAt)
    row.proto = this.#proto
    row.service = this.service
    row.duration = answered ? this.#last - this.openedAt : undefined
    row.orig_bytes = answered ? orig : undefined
    row.resp_bytes = answered ? resp : undefined
    row.conn_state = state
    row.local_orig = true
    row.local_resp = true
    row.missed_bytes = 0
    row.history = tcp ? HISTORY[state] : 'Dd'
    row.orig_pkts = Math.max(1, this.#packets.orig)
    row.orig_ip_bytes = orig + header * Math.max(1, this.#packets.orig)
    row.resp_pkts = this.#packets.resp
    row.resp_ip_bytes = resp + header * this.#packets.resp
    row.ip_proto = tcp ? 6 : 17
    const end = Math.max(this.#last, this.openedAt)
    this.#sensor.sim.emit('conn', row, Math.max(this.#sensor.sim.now, end) + (tcp ? 5 : 60))
    this.#sensor.forget(this)
  }
}

const HISTORY = {
  SF: 'ShADadFf',
  RSTR: 'ShADadr',
  RSTO: 'ShADadR',
  S1: 'ShADad',
  REJ: 'Sr',
  S0: 'S',
}
