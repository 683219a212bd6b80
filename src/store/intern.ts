import type Database from 'better-sqlite3'
import type { Endpoints, Protocol } from '../protocols/message.js'

/** Ids remembered by each interner; beyond it the cache starts anew, so that memory stays flat. */
const mostCached = 200_000

/** A function of a unit on a channel, as one log tells it. */
export interface SeriesKey {
  readonly channel: number
  readonly source: number
  readonly unit: number | null
  readonly function: number
  readonly sub_function: string | null
  readonly outcome: number | null
}

/** Ids of a connection and its channel. */
export interface Interned {
  readonly connection: number
  readonly channel: number
}

/** Gives channels, connections and series their small numbers. */
export class Interner {
  readonly #channels = new Map<string, number>()
  readonly #connections = new Map<string, Interned>()
  readonly #series = new Map<string, number>()
  readonly #findChannel
  readonly #addChannel
  readonly #findConnection
  readonly #addConnection
  readonly #findSeries
  readonly #addSeries

  constructor(db: Database.Database) {
    this.#findChannel = db
      .prepare(
        'SELECT id FROM channel WHERE sensor = ? AND protocol = ? AND client = ? AND server = ? AND server_port = ?',
      )
      .pluck()
    this.#addChannel = db.prepare(
      'INSERT INTO channel (sensor, protocol, client, server, server_port) VALUES (?, ?, ?, ?, ?)',
    )
    this.#findConnection = db
      .prepare('SELECT id FROM connection WHERE uid = ? AND channel = ? AND client_port = ?')
      .pluck()
    this.#addConnection = db.prepare(
      'INSERT INTO connection (uid, channel, client_port) VALUES (?, ?, ?)',
    )
    this.#findSeries = db
      .prepare(
        "SELECT id FROM series WHERE channel = ? AND source = ? AND function = ? AND coalesce(unit, -1) = coalesce(?, -1) AND coalesce(sub_function, '') = coalesce(?, '') AND coalesce(outcome, -1) = coalesce(?, -1)",
      )
      .pluck()
    this.#addSeries = db.prepare(
      'INSERT INTO series (channel, source, function, unit, sub_function, outcome) VALUES (?, ?, ?, ?, ?, ?)',
    )
  }

  /** The ids of a connection on which a protocol is spoken. */
  connection(sensor: string, protocol: Protocol, at: Endpoints): Interned {
    const key = `${at.uid} ${protocol} ${at.client_port} ${at.server_port} ${at.client} ${at.server} ${sensor}`
    return remembered(this.#connections, key, () => {
      const channel = this.#channel(sensor, protocol, at)
      const row = [at.uid, channel, at.client_port] as const
      const connection = id(this.#findConnection.get(...row), () => this.#addConnection.run(...row))
      return { connection, channel }
    })
  }

  #channel(sensor: string, protocol: Protocol, at: Endpoints): number {
    const row = [sensor, protocol, at.client, at.server, at.server_port] as const
    return remembered(this.#channels, row.join(' '), () =>
      id(this.#findChannel.get(...row), () => this.#addChannel.run(...row)),
    )
  }

  /** The id of a series. */
  series(key: SeriesKey): number {
    const { channel, source, unit, function: code, sub_function, outcome } = key
    const name = `${channel} ${source} ${code} ${unit} ${outcome} ${sub_function}`
    return remembered(this.#series, name, () => {
      const row = [channel, source, code, unit, sub_function, outcome] as const
      return id(this.#findSeries.get(...row), () => this.#addSeries.run(...row))
    })
  }

  /** Forgets ids that a rolled-back transaction gave. */
  forget(): void {
    this.#channels.clear()
    this.#connections.clear()
    this.#series.clear()
  }
}

function id(found: unknown, add: () => Database.RunResult): number {
  return typeof found === 'number' ? found : Number(add().lastInsertRowid)
}

function remembered<T>(cache: Map<string, T>, key: string, find: () => T): T {
  const known = cache.get(key)
  if (known !== undefined) return known
  if (cache.size >= mostCached) cache.clear()
  const found = find()
  cache.set(key, found)
  return found
}
