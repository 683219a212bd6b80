import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ingest } from '../../src/ingest/run.js'
import { openReadOnly, openStore } from '../../src/store/database.js'
import { otsift } from '../support/cli.js'
import { detectorsOf } from '../support/detectors.js'
import { run } from '../support/run.js'
import { all, emptyStore, one } from '../support/store.js'
import { directoryWith, fileWith } from '../support/temporary.js'
import { verdictIn } from '../support/verdict.js'
import { connection, jsonLog } from '../support/zeek-log.js'

const attack = `x'); DROP TABLE finding; DELETE FROM channel; -- " OR '1'='1`

/** A database file that otsift made. */
function database(): string {
  const path = join(directoryWith(), 'o.db')
  openStore(path).close()
  return path
}

test('SQL in every text field of a log is text', async () => {
  const fields = ['uid', 'id.orig_h', 'id.resp_h', 'func', 'exception', '_system_name', 'values']
  for (const field of fields) {
    const db = emptyStore()
    const row = { ...connection, func: 'READ_COILS', unit: 1, tid: 1, [field]: attack }
    const read = await ingest(db, [fileWith('modbus_detailed.log', jsonLog([row]))])
    expect({ field, rows: read.stored + read.rejected }).toEqual({ field, rows: 1 })
    expect(one(db, 'SELECT count(*) FROM finding')).toBe(0)
  }
})

test.each([
  ['findings', '--client', attack],
  ['findings', '--server', attack],
  ['findings', '--detector', attack],
  ['findings', 'show', attack],
  ['findings', 'close', attack, '--reason', attack],
  ['findings', 'suppress', '--client', attack, '--reason', attack],
  ['host', attack],
  ['baseline', 'show', '--name', attack],
])('SQL in a flag is text: %s %s', async (...args) => {
  const path = database()
  await run(...args, '--db', path).catch(() => undefined)
  const db = openReadOnly(path)
  expect(one(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'finding'")).toBe(1)
  // A flag that were SQL would be true of everything.
  expect(all(db, 'SELECT client FROM suppression WHERE client <> ?', attack)).toEqual([])
  db.close()
})

const harmful = [
  'DELETE FROM finding',
  "ATTACH 'other.db' AS other",
  "VACUUM INTO 'copy.db'",
  'PRAGMA journal_mode = DELETE',
  'PRAGMA writable_schema = 1',
  'SELECT 1; DELETE FROM finding',
  'WITH x AS (SELECT 1) DELETE FROM finding',
  "SELECT load_extension('evil')",
  "SELECT writefile('out', 'x')",
]

test.each(harmful)('a user’s detector cannot do: %s', (sql) => {
  const path = database()
  const db = openReadOnly(path)
  const [detector] = detectorsOf({ 'of-a-user': {} })
  if (!detector) throw new Error('no detector')
  const job = { detector: { ...detector, sql }, params: {}, intervals: [{ since: 0, until: 1 }] }
  expect(verdictIn(db, job).failure).toBeDefined()
  db.close()
})

test.each([
  ...harmful.slice(0, 3),
  'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n',
  'SELECT hex(zeroblob(2147483647))',
])('a query that writes, or would run or grow for ever, is ended: %s', async (sql) => {
  const path = database()
  const ended = await otsift(dirname(path), ['query', sql, '--timeout', '1', '--db', path])
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toMatch(/^otsift: .*(writes|longer than 1 s|too big|out of memory)/s)
  expect(readdirSync(dirname(path)).filter((name) => !name.startsWith('o.db'))).toEqual([])
})
