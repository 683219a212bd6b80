import { randomUUID } from 'node:crypto'
import { OtsiftError } from '../errors.js'
import { type Database, openStore } from '../store/database.js'
import type { Cluster } from './cluster.js'
import { isState } from './tables.js'

/** What a table's rows were when the desk was opened, by their keys. */
type Known = Map<string, string>

interface StateTable {
  readonly name: string
  readonly columns: readonly string[]
  readonly key: readonly string[]
}

const stateColumns = ['name', 'key', 'fields', 'gone', 'generation', 'writer']

/**
 * What was learned, found and decided in a store, in a SQLite database in memory: so the same code works on it
 * as on a file. `save` puts back what changed, as one insert that is there whole or not at all.
 */
export class Desk {
  readonly db: Database
  readonly #cluster: Cluster
  readonly #tables: readonly StateTable[]
  readonly #known = new Map<string, Known>()
  #generation = 0

  private constructor(db: Database, cluster: Cluster) {
    this.db = db
    this.#cluster = cluster
    // Up to which of its batches each spool was judged, and how findings were told.
    db.exec('CREATE TABLE mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID')
    this.#tables = stateTables(db)
  }

  /** Reads the state of a store. */
  static async open(cluster: Cluster): Promise<Desk> {
    const desk = new Desk(openStore(':memory:'), cluster)
    try {
      await desk.#load()
    } catch (error) {
      desk.close()
      throw error
    }
    return desk
  }

  /** Notes that everything of these spools was judged, each up to a batch. */
  markJudged(batches: ReadonlyMap<string, number>): void {
    const mark = this.db.prepare('INSERT OR REPLACE INTO mark VALUES (?, ?)')
    for (const [spool, batch] of batches) mark.run(`judged ${spool}`, String(batch))
  }

  /** Puts back what changed. Throws `locked` where somebody else changed the store meanwhile. */
  async save(command: string): Promise<void> {
    this.db.exec("INSERT OR REPLACE INTO mark SELECT key, value FROM meta WHERE key = 'telling'")
    const changes = this.#tables.flatMap((table) => this.#changes(table))
    if (changes.length === 0) return
    const generation = this.#generation + 1
    const writer = randomUUID()
    const note = [
      'generation',
      String(generation),
      { command, created: new Date().toISOString() },
      0,
    ]
    const rows = [...changes, note].map(([name, key, fields, gone]) =>
      JSON.stringify([
        name,
        key,
        typeof fields === 'string' ? fields : JSON.stringify(fields),
        gone,
        generation,
        writer,
      ]),
    )
    // The token is that of the generation alone: of two at once, the store takes the first.
    await this.#cluster.insert('state', stateColumns, rows, `generation ${generation}`)
    const [first] = await this.#cluster.rows<{ writer: string }>(
      "SELECT writer FROM state WHERE name = 'generation' AND key = :key",
      { key: String(generation) },
    )
    if (first?.writer !== writer) throw changedMeanwhile()
    this.#generation = generation
    for (const table of this.#tables) this.#known.set(table.name, this.#rowsOf(table))
  }

  /** Forgets what is in memory. */
  close(): void {
    this.db.close()
  }

  async #load(): Promise<void> {
    const names = new Map(this.#tables.map((table) => [table.name, table]))
    const rows = await this.#cluster.rows<{ name: string; fields: string; generation: number }>(
      'SELECT name, fields, generation FROM state FINAL ORDER BY name, key',
    )
    // A new database has rows of its own, such as a clock without a shift: what the store has takes their place.
    const loaded = new Set(rows.map(({ name }) => name))
    const filled = this.#tables.filter(({ name }) => loaded.has(name))
    this.db.pragma('foreign_keys = OFF')
    this.db.transaction(() => {
      for (const { name } of filled) this.db.exec(`DELETE FROM ${name}`)
      for (const { name, fields, generation } of rows) {
        this.#generation = Math.max(this.#generation, generation)
        const table = names.get(name)
        if (table) this.#put(table, JSON.parse(fields) as Record<string, unknown>)
      }
    })()
    this.db.pragma('foreign_keys = ON')
    this.db.exec("INSERT OR REPLACE INTO meta SELECT name, value FROM mark WHERE name = 'telling'")
    await this.#bringPaths()
    for (const table of filled) this.#known.set(table.name, this.#rowsOf(table))
  }

  /** Evidence names its logs by number: their paths come along. */
  async #bringPaths(): Promise<void> {
    const files = this.db.prepare('SELECT DISTINCT file FROM evidence').pluck().all() as number[]
    if (files.length === 0) return
    const logs = await this.#cluster.ask(
      `SELECT id, sensor, log, path FROM ingest_file FINAL WHERE id IN (${files.join(', ')})`,
    )
    const add = this.db.prepare(
      "INSERT INTO ingest_file VALUES (@id, @sensor, @log, '', @id, @path, 0, '', 0, 0, 0, 0, 0, NULL, NULL, NULL, 0, 0, '')",
    )
    for (const [id, sensor, log, path] of logs.rows) add.run({ id, sensor, log, path })
  }

  #put({ name, columns }: StateTable, fields: Readonly<Record<string, unknown>>): void {
    // What a newer otsift added, this one leaves out.
    const there = columns.filter((column) => column in fields)
    const marks = there.map(() => '?').join(', ')
    this.db
      .prepare(`INSERT INTO ${name} (${there.join(', ')}) VALUES (${marks})`)
      .run(there.map((column) => fields[column]))
  }

  #rowsOf({ name, key }: StateTable): Known {
    const known: Known = new Map()
    const rows = this.db.prepare(`SELECT * FROM ${name}`).iterate()
    for (const row of rows as Iterable<Record<string, unknown>>) {
      known.set(JSON.stringify(key.map((column) => row[column])), JSON.stringify(row))
    }
    return known
  }

  #changes(table: StateTable): (readonly [string, string, string, number])[] {
    const before = this.#known.get(table.name) ?? new Map<string, string>()
    const now = this.#rowsOf(table)
    const changed = [...now].filter(([key, fields]) => before.get(key) !== fields)
    const gone = [...before.keys()].filter((key) => !now.has(key))
    return [
      ...changed.map(([key, fields]) => [table.name, key, fields, 0] as const),
      ...gone.map((key) => [table.name, key, '{}', 1] as const),
    ]
  }
}

function stateTables(db: Database): StateTable[] {
  const names = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[]
  return names.filter(isState).map((name) => {
    const columns = db.pragma(`table_info(${name})`) as { name: string; pk: number }[]
    const all = columns.map((column) => column.name)
    const key = columns.filter(({ pk }) => pk > 0).map((column) => column.name)
    return { name, columns: all, key: key.length > 0 ? key : all }
  })
}

function changedMeanwhile(): OtsiftError {
  return new OtsiftError(
    'locked',
    'Somebody else changed the store meanwhile; nothing of this command was kept.',
    'Run it again.',
  )
}
