import { deserialize, serialize } from 'node:v8'
import Database from 'better-sqlite3'
import { keepHeapSmall } from '../memory.js'

/** Bytes of one list that wait in memory; a list that stays below never touches the disk. */
const mostWaiting = 64 << 10
/** Bytes that one map holds in memory. */
const mostHeld = 2 << 20

/**
 * Lists and maps of one run that may become larger than memory should hold: beyond a bound they lie in a temporary
 * file of SQLite's, which is gone when the run or its process ends. The file is opened when one grows beyond it.
 */
export class Scratch {
  #db: Database.Database | undefined
  #tables = 0

  /** A list, read in the order in which it was written. */
  list<Value>(): LargeList<Value> {
    return new LargeList((columns) => this.#table(columns))
  }

  /** A map, read in the order in which its keys came first; `join` is what two values of a key come to. */
  map<Value>(join: (known: Value, next: Value) => Value): LargeMap<Value> {
    return new LargeMap(join, (columns) => this.#table(columns))
  }

  /** Forgets everything. */
  close(): void {
    this.#db?.close()
    this.#db = undefined
  }

  #table(columns: string): Table {
    const db = this.#db ?? open()
    this.#db = db
    this.#tables += 1
    const name = `scratch_${this.#tables}`
    db.exec(`CREATE TABLE ${name} (n INTEGER PRIMARY KEY, ${columns})`)
    return { name, db }
  }
}

interface Table {
  readonly name: string
  readonly db: Database.Database
}

/** A database without a name is a temporary file; nobody needs it back after a failure. */
function open(): Database.Database {
  const db = new Database('')
  db.pragma('journal_mode = OFF')
  db.pragma('cache_size = -4096')
  db.exec('BEGIN')
  return db
}

/** A list that lies on disk once it is large. Nothing may be added while it is read. */
export class LargeList<Value> implements Iterable<Value> {
  readonly #makeTable: (columns: string) => Table
  #waiting: Value[] = []
  #bytes = 0
  #add: Database.Statement | undefined
  #get: Database.Statement | undefined
  #written = 0

  constructor(makeTable: (columns: string) => Table) {
    this.#makeTable = makeTable
  }

  add(value: Value): void {
    this.#waiting.push(value)
    this.#bytes += bytesOf(value)
    if (this.#bytes > mostWaiting) this.#write()
  }

  *[Symbol.iterator](): Generator<Value> {
    for (let n = 1; n <= this.#written; n += 1) {
      yield* deserialize(this.#get?.get(n) as Buffer) as Value[]
    }
    yield* this.#waiting
  }

  #write(): void {
    if (!this.#add) {
      const { db, name } = this.#makeTable('piece BLOB')
      this.#add = db.prepare(`INSERT INTO ${name} VALUES (?, ?)`)
      this.#get = db.prepare(`SELECT piece FROM ${name} WHERE n = ?`).pluck()
    }
    this.#written += 1
    this.#add.run(this.#written, serialize(this.#waiting))
    this.#waiting = []
    this.#bytes = 0
  }
}

/** A map that lies on disk once it is large. Nothing may be added while it is read. */
export class LargeMap<Value> implements Iterable<readonly [string, Value]> {
  readonly #join: (known: Value, next: Value) => Value
  readonly #makeTable: (columns: string) => Table
  readonly #held = new Map<string, Value>()
  #bytes = 0
  #disk: MapOnDisk<Value> | undefined

  constructor(join: (known: Value, next: Value) => Value, makeTable: (columns: string) => Table) {
    this.#join = join
    this.#makeTable = makeTable
  }

  add(key: string, value: Value): void {
    const known = this.#held.get(key)
    this.#held.set(key, known === undefined ? value : this.#join(known, value))
    // What two values come to is about as large as one of them.
    if (known === undefined) this.#bytes += bytesOf(key) + bytesOf(value)
    if (this.#bytes > mostHeld) this.#write()
  }

  *[Symbol.iterator](): Generator<readonly [string, Value]> {
    if (this.#disk) {
      this.#write()
      yield* this.#disk.entries()
    } else yield* this.#held
  }

  #write(): void {
    // Only a flood comes here, and so does its garbage.
    keepHeapSmall()
    this.#disk ??= new MapOnDisk(this.#join, this.#makeTable('key TEXT UNIQUE, value BLOB'))
    for (const [key, value] of this.#held) this.#disk.add(key, value)
    this.#held.clear()
    this.#bytes = 0
  }
}

class MapOnDisk<Value> {
  readonly #join: (known: Value, next: Value) => Value
  readonly #find: Database.Statement
  readonly #insert: Database.Statement
  readonly #update: Database.Statement
  readonly #next: Database.Statement

  constructor(join: (known: Value, next: Value) => Value, { db, name }: Table) {
    this.#join = join
    this.#find = db.prepare(`SELECT n, value FROM ${name} WHERE key = ?`)
    this.#insert = db.prepare(`INSERT INTO ${name} (key, value) VALUES (?, ?)`)
    this.#update = db.prepare(`UPDATE ${name} SET value = ? WHERE n = ?`)
    this.#next = db.prepare(`SELECT * FROM ${name} WHERE n > ? ORDER BY n LIMIT 1`)
  }

  add(key: string, value: Value): void {
    const known = this.#find.get(key) as { n: number; value: Buffer } | undefined
    if (!known) {
      this.#insert.run(key, serialize(value))
      return
    }
    const before = deserialize(known.value) as Value
    const joined = this.#join(before, value)
    if (joined !== before) this.#update.run(serialize(joined), known.n)
  }

  /** Row by row, so that the connection is free for other lists meanwhile. */
  *entries(): Generator<readonly [string, Value]> {
    let after = 0
    for (;;) {
      const row = this.#next.get(after) as { n: number; key: string; value: Buffer } | undefined
      if (!row) return
      yield [row.key, deserialize(row.value)]
      after = row.n
    }
  }
}

/** About what a value holds in memory. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 24 + value.length
  if (typeof value !== 'object' || value === null) return 16
  if (ArrayBuffer.isView(value)) return 96 + value.byteLength
  let sum = 64
  for (const each of Object.values(value)) sum += 8 + bytesOf(each)
  return sum
}
