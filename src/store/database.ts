import { closeSync, openSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { OtsiftError } from '../errors.js'
import { isCurrent, migrate } from './migrate.js'
import { ownerOfUnreadable } from './owner.js'

export type { Database } from 'better-sqlite3'

/** Opens the store for writing, creates or upgrades it, and keeps other writers out until it is closed. */
export function openStore(path: string): Database.Database {
  createPrivately(path)
  const db = connect(path, {})
  try {
    // Before anything is set: a database of another program is left as it is.
    if (!isOursOrNew(db)) throw new OtsiftError('io', ...notOurs(path))
    db.pragma('page_size = 8192')
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = NORMAL')
    db.pragma('foreign_keys = ON')
    db.pragma('cache_size = -32768')
    db.pragma('temp_store = FILE')
    migrate(db, path)
  } catch (error) {
    db.close()
    throw explain(path, error)
  }
  return db
}

/** Opens a store that another process holds, for short transactions. Throws `held` unless its tables are today's. */
export function openBeside(path: string, held: OtsiftError): Database.Database {
  const db = connect(path, {})
  if (isCurrent(db)) {
    db.pragma('foreign_keys = ON')
    return db
  }
  db.close()
  throw held
}

/** Opens an existing store so that nothing can be written through it. */
export function openReadOnly(path: string): Database.Database {
  requireStore(path)
  if (statSync(path).isDirectory()) throw explain(path, { code: 'EISDIR' })
  const db = connect(path, { readonly: true })
  try {
    db.pragma('query_only = ON')
    db.pragma('cache_size = -16384')
    db.pragma('temp_store = FILE')
    if (!isOurs(db)) throw new OtsiftError('io', ...notOurs(path))
    if (!isCurrent(db)) throw new OtsiftError('version', ...notToday(path))
  } catch (error) {
    db.close()
    throw explain(path, error)
  }
  return db
}

function isOurs(db: Database.Database): boolean {
  const table = db.prepare(
    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'",
  )
  return table.get() !== undefined
}

/** False for a database that another program made; one that was cut off while it was made is new. */
function isOursOrNew(db: Database.Database): boolean {
  const foreign = db.prepare(
    "SELECT 1 FROM sqlite_schema WHERE name NOT IN ('migration', 'meta') AND name NOT LIKE 'sqlite_%' LIMIT 1",
  )
  const facts = db.prepare(
    "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'ingest_file'",
  )
  return foreign.get() === undefined || (isOurs(db) && facts.get() !== undefined)
}

function notToday(path: string): readonly [string, string] {
  const what = `${path} was last written by another version of otsift.`
  return [what, 'Run `otsift detect` on it once: that brings it up to date.']
}

function notOurs(path: string): readonly [string, string] {
  return [`${path} is not an otsift database.`, 'Name another file with --db.']
}

/** Throws `io` where the database is not there: to a writer, a misspelt name would be a quiet new site. */
export function requireStore(path: string): void {
  try {
    if (statSync(path, { throwIfNoEntry: false })) return
  } catch (error) {
    // A directory on the way may not be entered.
    throw explain(path, error)
  }
  throw new OtsiftError(
    'io',
    `${path} does not exist.`,
    'Run `otsift scan` first, or name the database with --db.',
  )
}

function connect(path: string, options: Database.Options): Database.Database {
  try {
    return new Database(path, { timeout: 10_000, ...options })
  } catch (error) {
    throw explain(path, error)
  }
}

/**
 * Creates a file of the database `path`, itself or one beside it, for its owner alone: logs name every
 * controller of a plant. SQLite gives -wal the same mode.
 */
export function createPrivately(path: string, file = path): void {
  if (path === ':memory:') return
  try {
    closeSync(openSync(file, 'a', 0o600))
  } catch (error) {
    throw explain(path, error)
  }
}

const advice: Readonly<Record<string, readonly [string, string]>> = {
  SQLITE_CANTOPEN: ['cannot be opened', 'Check that the directory exists and is writable.'],
  SQLITE_READONLY: ['is read-only', 'Check its permissions, or name another one with --db.'],
  SQLITE_FULL: ['cannot grow: the disk is full', 'Free some space and run again; nothing is lost.'],
  SQLITE_IOERR: [
    'cannot be read or written: the system reports an I/O error',
    'Check the disk, its quota and its free space, then run again; nothing is lost.',
  ],
  SQLITE_BUSY: ['is in use by another program', 'Close it there, or run again later.'],
  SQLITE_NOTADB: ['is not an otsift database', 'Name another file with --db.'],
  SQLITE_CORRUPT: ['is damaged', 'Restore a copy, or scan the logs into a new one.'],
  EACCES: ['may not be opened', 'Check its permissions, or name another one with --db.'],
  ENOENT: ['cannot be created', 'Check that the directory exists.'],
  EISDIR: ['is a directory', 'Name a file with --db.'],
}

function adviceOn(path: string, code: string): readonly [string, string] | undefined {
  const owner = /CANTOPEN|EACCES/.test(code) ? ownerOfUnreadable(path) : undefined
  if (owner === undefined) return advice[code]
  const next = 'Run this as its owner, for whom alone otsift makes its files.'
  return [`may not be read by this user; it belongs to ${owner}`, next]
}

/** Turns what SQLite or the system says about the database, or a file, into an error for its user. */
export function explain(path: string, error: unknown): unknown {
  if (error instanceof OtsiftError) return error
  const { code = '', path: file } = error as { code?: string; path?: string }
  if (file !== undefined && !file.startsWith(path)) {
    return new OtsiftError(
      'io',
      `${file} cannot be read or written: ${code}.`,
      'Check its permissions.',
    )
  }
  const known = adviceOn(path, code) ?? advice[code.split('_').slice(0, 2).join('_')]
  if (!known) return error
  return new OtsiftError('io', `${path} ${known[0]}.`, known[1])
}
