import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import { bins } from '../count/scale.js'
import { OtsiftError } from '../errors.js'
import { functions } from '../protocols/index.js'
import { sources } from '../protocols/source.js'
import { type SqlFile, schemaFiles } from './sql.js'

/** Brings a database to this version's tables and views; each migration is one transaction. */
export function migrate(db: Database.Database, path: string): void {
  db.exec('CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY) WITHOUT ROWID')
  db.exec(
    'CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
  )
  const known = schemaFiles('sqlite/migrations')
  const applied = new Set(db.prepare('SELECT name FROM migration').pluck().all() as string[])
  const newer = [...applied].filter((name) => !known.some((file) => file.name === name))
  if (newer.length > 0) {
    const what = `${path} was written by a newer otsift (it has ${newer.join(', ')}).`
    throw new OtsiftError('version', what, 'Use that version, or another database.')
  }
  for (const file of known) if (!applied.has(file.name)) apply(db, file)
  refreshViews(db)
}

/** True where nothing is to be migrated, and the views are those of this version. */
export function isCurrent(db: Database.Database): boolean {
  const applied = new Set(db.prepare('SELECT name FROM migration').pluck().all() as string[])
  const known = schemaFiles('sqlite/migrations')
  return (
    known.length === applied.size && known.every(({ name }) => applied.has(name)) && viewsHold(db)
  )
}

function apply(db: Database.Database, file: SqlFile): void {
  db.transaction(() => {
    db.prepare('INSERT INTO migration VALUES (?)').run(file.name)
    db.exec(file.text)
  }).immediate()
}

/** Views and code tables hold no data of the site: they are made anew whenever their text changes. */
function refreshViews(db: Database.Database): void {
  if (viewsHold(db)) return
  db.transaction(() => {
    dropOwnViews(db)
    fillCodeTables(db)
    for (const file of [...schemaFiles('sqlite/views'), ...schemaFiles('data')]) db.exec(file.text)
    db.prepare("INSERT OR REPLACE INTO meta VALUES ('views', ?)").run(viewsHash())
  }).immediate()
}

/** Views that an analyst added stay, unless they have the name of one of otsift's. */
function dropOwnViews(db: Database.Database): void {
  const views = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").pluck().all()
  const before = db.prepare("SELECT value FROM meta WHERE key = 'view names'").pluck().get()
  const texts = schemaFiles('sqlite/views').map(({ text }) => text)
  const now = [...texts.join('\n').matchAll(/^CREATE VIEW (\w+)/gm)].map(([, name]) => name ?? '')
  const own = new Set([...now, ...(JSON.parse(String(before ?? '[]')) as string[])])
  for (const name of views as string[]) if (own.has(name)) db.exec(`DROP VIEW "${name}"`)
  db.prepare("INSERT OR REPLACE INTO meta VALUES ('view names', ?)").run(JSON.stringify(now))
}

function viewsHold(db: Database.Database): boolean {
  return db.prepare("SELECT value FROM meta WHERE key = 'views'").pluck().get() === viewsHash()
}

function viewsHash(): string {
  const texts = [schemaFiles('sqlite/views'), schemaFiles('data'), functions, sources]
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex')
}

function fillCodeTables(db: Database.Database): void {
  db.exec('DELETE FROM function_code')
  const code = db.prepare('INSERT INTO function_code VALUES (?, ?, ?, ?, ?)')
  for (const [protocol, list] of functions) {
    for (const each of list) code.run(protocol, each.code, each.sub ?? '', each.name, each.action)
  }
  const source = db.prepare('INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)')
  for (const { id, log, protocol, rank } of sources) source.run(id, log, protocol, rank)
  const scale = db.prepare('INSERT OR REPLACE INTO time_bin VALUES (?, ?, ?)')
  for (const bin of bins()) scale.run(bin)
}
