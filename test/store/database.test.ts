import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openReadOnly, openStore } from '../../src/store/database.js'
import { schemaFiles } from '../../src/store/sql.js'
import { all, emptyStore } from '../support/store.js'
import { directoryWith, fileWith } from '../support/temporary.js'

/** The path of a database that was made by otsift. */
function existing(): string {
  const path = join(directoryWith(), 'otsift.db')
  openStore(path).close()
  return path
}

describe('a new database', () => {
  test('is its owner’s alone', () => {
    expect(statSync(existing()).mode & 0o777).toBe(0o600)
  })

  test('has every migration', () => {
    expect(all(emptyStore(), 'SELECT name FROM migration ORDER BY name')).toEqual(
      schemaFiles('sqlite/migrations').map(({ name }) => ({ name })),
    )
  })

  test('has views that can be read, every one', () => {
    const db = emptyStore()
    const views = all<{ name: string }>(db, "SELECT name FROM sqlite_schema WHERE type = 'view'")
    expect(views.length).toBeGreaterThan(20)
    for (const { name } of views) expect(all(db, `SELECT * FROM ${name}`)).toEqual([])
  })

  test('has every exchange of every protocol in v_ot with the same columns', () => {
    const columns = all<{ name: string }>(emptyStore(), 'PRAGMA table_info(v_ot)').map(
      ({ name }) => name,
    )
    expect(columns).toEqual(
      expect.arrayContaining(
        'ts sensor protocol client server unit function_code function action kind result uid'.split(
          ' ',
        ),
      ),
    )
  })
})

describe('an existing database', () => {
  test('is opened again without a change', () => {
    const path = existing()
    const db = openStore(path)
    expect(all(db, 'SELECT count(*) AS n FROM migration')).toEqual([
      { n: schemaFiles('sqlite/migrations').length },
    ])
    db.close()
  })

  test('gets the migrations it lacks', () => {
    const [first] = schemaFiles('sqlite/migrations')
    const path = join(directoryWith(), 'old.db')
    const old = new Database(path)
    old.exec('CREATE TABLE migration (name TEXT PRIMARY KEY) WITHOUT ROWID')
    old.exec(first?.text ?? '')
    old.prepare('INSERT INTO migration VALUES (?)').run(first?.name)
    old.close()
    const db = openStore(path)
    expect(all(db, 'SELECT * FROM v_findings')).toEqual([])
    db.close()
  })

  test.each([
    'DELETE FROM migration WHERE name = (SELECT max(name) FROM migration)',
    "UPDATE meta SET value = 'else' WHERE key = 'views'",
  ])('of another otsift is not read: %s', (change) => {
    const path = existing()
    const other = openStore(path)
    other.exec(change)
    other.close()
    expect(() => openReadOnly(path)).toThrow(/another version of otsift/)
  })

  test('of an older otsift is read once a writer has opened it', () => {
    const path = existing()
    const older = openStore(path)
    older.exec("UPDATE meta SET value = 'else' WHERE key = 'views'")
    older.close()
    openStore(path).close()
    expect(all(openReadOnly(path), 'SELECT * FROM v_findings')).toEqual([])
  })

  test('of a newer otsift is refused', () => {
    const path = existing()
    const newer = new Database(path)
    newer.exec("INSERT INTO migration VALUES ('9999-future')")
    newer.close()
    expect(() => openStore(path)).toThrow(
      expect.objectContaining({ code: 'version', message: expect.stringContaining('9999-future') }),
    )
  })

  test('gets today’s views in place of old ones', () => {
    const path = existing()
    const old = new Database(path)
    old.exec(
      "DROP VIEW v_weird; CREATE VIEW v_weird AS SELECT 1 AS old; UPDATE meta SET value = '' WHERE key = 'views'",
    )
    old.close()
    const db = openStore(path)
    expect(all(db, 'SELECT * FROM v_weird')).toEqual([])
    db.close()
  })

  test('keeps the views that an analyst added', () => {
    const path = existing()
    const own = new Database(path)
    own.exec('CREATE VIEW my_clients AS SELECT DISTINCT client FROM v_activity')
    own.exec("UPDATE meta SET value = 'older' WHERE key = 'views'")
    own.exec('DROP VIEW v_findings')
    own.close()
    const db = openStore(path)
    expect(all(db, 'SELECT * FROM my_clients')).toEqual([])
    expect(all(db, 'SELECT * FROM v_findings')).toEqual([])
    db.close()
  })

  test('of another program is refused, and left as it is', () => {
    const path = join(directoryWith(), 'other.db')
    const other = new Database(path)
    other.exec('CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t')
    other.close()
    const before = readFileSync(path)
    expect(() => openStore(path)).toThrow(/is not an otsift database/)
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('that is opened to read cannot be written', () => {
    const db = openReadOnly(existing())
    expect(() => db.exec('DELETE FROM finding')).toThrow(/readonly/)
    db.close()
  })
})

describe('what is no database of otsift', () => {
  const openers = [openStore, openReadOnly] as const

  test.each(openers)('text is named: %p', (open) => {
    expect(() => open(fileWith('notes.db', 'buy milk '.repeat(500)))).toThrow(
      expect.objectContaining({ code: 'io', message: expect.stringContaining('notes.db') }),
    )
  })

  test.each(openers)('a directory is named: %p', (open) => {
    const path = join(directoryWith(), 'folder.db')
    mkdirSync(path)
    expect(() => open(path)).toThrow(
      expect.objectContaining({ code: 'io', message: expect.stringContaining('folder.db') }),
    )
  })

  test('a missing directory is named', () => {
    expect(() => openStore('/nowhere/otsift.db')).toThrow(expect.objectContaining({ code: 'io' }))
  })

  test('a missing file to read is named', () => {
    expect(() => openReadOnly(join(directoryWith(), 'otsift.db'))).toThrow(
      expect.objectContaining({ code: 'io', message: expect.stringContaining('does not exist') }),
    )
  })

  test.each([
    ['another program’s database', 'CREATE TABLE t (a)'],
    ['an empty database', ''],
  ])('%s to read is named', (_, sql) => {
    const path = join(directoryWith(), 'other.db')
    writeFileSync(path, '')
    const other = new Database(path)
    other.exec(sql)
    other.close()
    expect(() => openReadOnly(path)).toThrow(
      expect.objectContaining({ code: 'io', message: expect.stringContaining('other.db') }),
    )
  })
})
