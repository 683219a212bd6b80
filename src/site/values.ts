import type Database from 'better-sqlite3'
import { sourceId } from '../protocols/source.js'
import { statement } from '../store/sql.js'
import { decode, lengthOf, type Words } from './decode.js'
import { type MappedPoint, RegisterMap } from './register-map.js'

const minuteLength = 60
/** Minutes whose messages are read at once, so that a long history does not fill the memory. */
const chunk = 60 * minuteLength

/** Registers that a message read or wrote. */
interface Access {
  readonly ts: number
  readonly file: number
  readonly line: number
  readonly connection: number
  readonly channel: number
  readonly sensor: string
  readonly server: string
  /** Null for a side log, whose exchanges are those of the log it details. */
  readonly source: number | null
  readonly log: string
  readonly unit: number | null
  readonly function: number
  /** 0 read, 1 written, 2 written and not answered. */
  readonly written: number
  readonly address: number
  readonly quantity: number | null
  readonly words: Words | null
  readonly and_mask: number | null
  readonly or_mask: number | null
}

/** A value that stays the same for a while. */
interface Run {
  readonly access: Access
  readonly point: number
  readonly value: number | null
  until: number
}

const tables: Readonly<Record<number, string>> = {
  1: 'coil',
  2: 'discrete',
  3: 'holding',
  4: 'input',
  5: 'coil',
  6: 'holding',
  15: 'coil',
  16: 'holding',
  22: 'holding',
  23: 'holding',
}

/**
 * Brings the values of mapped points up to date: in these minutes, or in all where the register map changed.
 * What a minute says depends only on its own messages, so any order and any cut of the logs gives the same.
 */
export function deriveValues(
  db: Database.Database,
  minutes: readonly { readonly since: number; readonly until: number }[],
  mapHash: string,
): void {
  const before = db.prepare("SELECT value FROM meta WHERE key = 'point_value'").pluck().get()
  const changed = before !== mapHash
  const map = new RegisterMap(db)
  if (map.empty && !changed) return
  if (changed) db.prepare('DELETE FROM point_value').run()
  const stretches = map.empty ? [] : changed ? [covered(db)] : minutes
  const deriver = new Deriver(db, map)
  for (const { since, until } of stretches) deriver.derive(since, until)
  db.prepare("INSERT OR REPLACE INTO meta VALUES ('point_value', ?)").run(mapHash)
}

/** The stretch that has rows of any log. */
function covered(db: Database.Database): { since: number; until: number } {
  const row = db.prepare('SELECT min(minute) AS since, max(minute) AS until FROM log_minute').get()
  const { since, until } = row as { since: number | null; until: number | null }
  return { since: since ?? 0, until: until === null ? 0 : until + minuteLength }
}

class Deriver {
  readonly #map: RegisterMap
  readonly #drop: Database.Statement
  readonly #accesses: Database.Statement
  readonly #add: Database.Statement
  /** By device and point: the runs of each client that reads it. */
  readonly #open = new Map<string, Map<string, Run>>()

  constructor(db: Database.Database, map: RegisterMap) {
    this.#map = map
    this.#drop = db.prepare('DELETE FROM point_value WHERE ts >= ? AND ts < ?')
    this.#accesses = db.prepare(statement(import.meta.url, './sql/accesses.sql'))
    this.#add = db.prepare(
      'INSERT OR IGNORE INTO point_value VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
  }

  /** Derives whole minutes. */
  derive(since: number, until: number): void {
    this.#drop.run(since, until)
    for (let at = since; at < until; at += chunk) {
      let minute = -1
      const end = Math.min(at + chunk, until)
      for (const access of this.#accesses.all({ since: at, until: end }) as Access[]) {
        const own = Math.floor(access.ts / minuteLength)
        if (own !== minute) this.#close()
        minute = own
        this.#take(access)
      }
      this.#close()
    }
  }

  #take(access: Access): void {
    const table = tables[access.function]
    if (table === undefined) return
    const { server, unit, address, words, quantity } = access
    const told = words === null ? 1 : lengthOf(words)
    // Coils come in bytes: what is beyond the quantity is filling.
    const count = Math.min(told, quantity ?? told)
    for (const point of this.#map.within(server, unit, table, address, count)) {
      const value = words === null ? masked(point, access) : decode(point, words, address)
      this.#value(point, access, value)
    }
  }

  #value(point: MappedPoint, access: Access, value: number | null): void {
    const device = `${access.sensor} ${access.server} ${access.unit} ${point.id}`
    const runs = this.#open.get(device) ?? new Map<string, Run>()
    this.#open.set(device, runs)
    const key = `${access.channel} ${access.log}`
    if (access.written > 0) {
      // What is read after a write is told apart from what was read before it.
      for (const run of runs.values()) this.#save(run)
      runs.clear()
      this.#save({ access, point: point.id, value, until: access.ts })
      return
    }
    const run = runs.get(key)
    if (run && run.value === value) {
      run.until = access.ts
      return
    }
    if (run) this.#save(run)
    runs.set(key, { access, point: point.id, value, until: access.ts })
  }

  #close(): void {
    for (const runs of this.#open.values()) for (const run of runs.values()) this.#save(run)
    this.#open.clear()
  }

  #save({ access, point, value, until }: Run): void {
    const { ts, file, line, connection, unit, written } = access
    const source =
      access.source ??
      sourceId(access.log === 'otsift_modbus' ? 'otsift_modbus' : 'modbus_detailed')
    const what = [connection, source, unit, access.function, written, value]
    this.#add.run(ts, file, line, point, until, ...what)
  }
}

/**
 * The value after a mask write (function 22): known where the mask keeps no bit of the old one. Modbus
 * Application Protocol V1.1b3, section 6.16.
 */
function masked(point: MappedPoint, { and_mask, or_mask, address }: Access): number | null {
  return and_mask === 0 && or_mask !== null ? decode(point, or_mask, address) : null
}
