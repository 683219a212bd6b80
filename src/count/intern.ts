import type { Endpoints, Message, Protocol } from '../protocols/message.js'
import { type Channel, newChannel } from './channel.js'
import type { Held } from './held.js'
import type { Numbers } from './ledger.js'
import { Series } from './series.js'

/** Connections remembered at a time; beyond it the cache starts anew, so that memory stays flat. */
const mostConnections = 20_000
/** What a channel and a series take in memory, in bytes, measured on a flood of them. */
const channelSize = 700
const seriesSize = 500
/** Units are a byte; the numbers above are for DNP3 link addresses. */
const units = 65_537
const sourceIds = 64

/** A connection on which one protocol is spoken. */
export interface Connection {
  readonly id: number
  readonly channel: Channel
  readonly sensor: string
  readonly protocol: Protocol
  readonly endpoints: Endpoints
}

/** Knows the small numbers of channels, connections and series. */
export class Interner {
  readonly #channels = new Map<string, Channel>()
  readonly #connections = new Map<string, Connection>()
  readonly #held: Held
  readonly #numbers: Numbers

  constructor(numbers: Numbers, held: Held) {
    this.#numbers = numbers
    this.#held = held
  }

  /** The connection on which a protocol is spoken. */
  connection(sensor: string, protocol: Protocol, at: Endpoints): Connection {
    // A uid is nearly always enough to know a connection; the rest is compared, not put into the key.
    const known = this.#connections.get(at.uid)
    if (known && isSame(known, sensor, protocol, at)) return known
    const channel = this.#channel(sensor, protocol, at)
    const id = this.#numbers.connection(at.uid, channel.id, at.client_port)
    const connection = { id, channel, sensor, protocol, endpoints: at }
    if (this.#connections.size >= mostConnections) this.#connections.clear()
    this.#connections.set(at.uid, connection)
    return connection
  }

  #channel(sensor: string, protocol: Protocol, at: Endpoints): Channel {
    const row = [sensor, protocol, at.client, at.server, at.server_port] as const
    const key = row.join(' ')
    let channel = this.#channels.get(key)
    if (!channel) {
      channel = newChannel(this.#numbers.channel(...row))
      this.#channels.set(key, channel)
      this.#held.remembered += channelSize
    }
    return channel
  }

  /** The series a message counts in; `outcome` null is the one of requests and good responses. */
  series(channel: Channel, message: Message, outcome: number | null): Series {
    const { source, unit, function: code, sub_function } = message
    const plain = sub_function === null && outcome === null
    const key = plain
      ? (code * sourceIds + source) * units + (unit ?? -1) + 1
      : `${source} ${code} ${unit} ${outcome} ${sub_function}`
    let series = channel.series.get(key)
    if (!series) {
      const row = [channel.id, source, code, unit, sub_function, outcome] as const
      series = new Series(this.#numbers.series(...row), this.#held)
      channel.series.set(key, series)
      this.#held.remembered += seriesSize
    }
    return series
  }

  /** Every series with its counts; each is asked for them once. */
  *allSeries(): Generator<Series> {
    for (const channel of this.#channels.values()) yield* channel.series.values()
  }

  /** Forgets channels and all that hangs on them, such as ids that a rolled-back transaction gave. */
  forget(): void {
    this.#channels.clear()
    this.#connections.clear()
    this.#held.remembered = 0
  }
}

function isSame(known: Connection, sensor: string, protocol: Protocol, at: Endpoints): boolean {
  const { endpoints } = known
  return (
    known.protocol === protocol &&
    endpoints.client_port === at.client_port &&
    endpoints.client === at.client &&
    endpoints.server === at.server &&
    endpoints.server_port === at.server_port &&
    known.sensor === sensor
  )
}
