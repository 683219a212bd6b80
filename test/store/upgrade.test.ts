import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openStore } from '../../src/store/database.js'
import { schemaFiles } from '../../src/store/sql.js'
import { olderDatabase } from '../support/older.js'
import { all, dump, emptyStore } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'

const versions = ['0.1.0']
const shape =
  "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"

function older(version: string): string {
  return olderDatabase(join(directoryWith(), 'old.db'), version)
}

describe.each(versions)('a database of %s', (version) => {
  test('becomes what a new one is, and keeps its rows', () => {
    const db = openStore(older(version))
    expect(all(db, shape)).toEqual(all(emptyStore(), shape))
    expect(all(db, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(all(db, 'SELECT id, state FROM v_findings')).toEqual([
      { id: 'abcdefabcdef', state: 'acknowledged' },
    ])
    db.close()
  })

  test('becomes the same when the upgrade was cut off after any migration, or within it', () => {
    const whole = openStore(older(version))
    const expected = dump(whole)
    whole.close()
    const missing = schemaFiles('sqlite/migrations').filter(({ name }) => name >= '0007')
    for (const stop of missing) {
      const path = older(version)
      const cut = new Database(path)
      for (const { name, text } of schemaFiles('sqlite/migrations')) {
        if (name < '0007' || name >= stop.name) continue
        cut.exec(text)
        cut.prepare('INSERT INTO migration VALUES (?)').run(name)
      }
      // The process died in the middle of this one.
      cut.exec(`BEGIN IMMEDIATE; ${stop.text}`)
      cut.close()
      const db = openStore(path)
      expect(dump(db)).toEqual(expected)
      db.close()
    }
  })
})
