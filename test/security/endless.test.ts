import { join } from 'node:path'
import { otsift } from '../support/cli.js'
import { detectorText } from '../support/detectors.js'
import { peaksAreTold } from '../support/peak.js'
import { directoryWith } from '../support/temporary.js'
import { connection, jsonLog } from '../support/zeek-log.js'

// A query in the process of a test could not be interrupted: these run the program.

const endless =
  'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n'
const write = { ...connection, func: 'WRITE_SINGLE_COIL', unit: 1, matched: true }
const slow = detectorText({ where: `(${endless}) = 0` }).replace(
  'hit: {}',
  'hit: {rows: [{function: 5}]}',
)
const quick = detectorText({})

/** A directory with a log and the user's detectors, of which the first has no end. */
function site() {
  return directoryWith({
    'modbus_detailed.log': jsonLog([write]),
    'own/modbus/endless-seen.sql': slow,
    'own/modbus/quick-seen.sql': quick,
  })
}

test('a user’s detector without end is ended, and the others find what they find', async () => {
  const directory = site()
  const args = ['scan', 'modbus_detailed.log', '--detectors', 'own', '--timeout', '2']
  const ended = await otsift(directory, args)
  expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('quick-seen') })
  const { stdout } = await otsift(directory, ['status'])
  expect(stdout).toMatch(/endless-seen +failed +it took longer than 2 s +run again; .*--timeout/)
  expect(stdout).toMatch(/quick-seen +evaluated/)
})

test('the cases of a detector without end are ended and said to fail', async () => {
  const directory = site()
  const own = ['--detectors', 'own', '--timeout', '2']
  const ended = await otsift(directory, ['detectors', 'test', 'endless-seen', ...own])
  expect(ended).toMatchObject({ code: 1 })
  expect(ended.stdout).toContain('endless-seen, hit:\n  it took longer than 2 s\n')
  const quickly = await otsift(directory, ['detectors', 'test', 'quick-seen', ...own])
  expect(quickly.stdout).toContain('2 cases hold, 0 fail')
})

test('a query without end that tells rows all the while is ended', async () => {
  const directory = site()
  await otsift(directory, ['ingest', 'modbus_detailed.log'])
  const rows = endless.replace('max(x)', 'x')
  const ended = await otsift(directory, ['query', rows, '--format', 'ndjson', '--timeout', '1'])
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('longer than 1 s') })
})

const onLinux = peaksAreTold ? test : test.skip

onLinux('a query that asks for values too large to hold is ended', async () => {
  const directory = site()
  await otsift(directory, ['ingest', 'modbus_detailed.log'])
  const numbers = endless.replace(' FROM n) SELECT max(x)', ' FROM n LIMIT 40) SELECT x')
  const large = `SELECT sum(length(hex(zeroblob(240000000 + x)))) FROM (${numbers})`
  const ended = await otsift(directory, ['query', large])
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('more than 512 MB') })
})

test('a saved query is asked under the same limit', async () => {
  const directory = site()
  const db = join(directory, 'otsift.db')
  await otsift(directory, ['ingest', 'modbus_detailed.log'])
  const args = ['query', '--saved', 'who-writes', '--db', db, '--timeout', '0.1']
  // No process starts in a tenth of a second, so the limit is what ends it.
  const ended = await otsift(directory, args)
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('longer than 0.1 s') })
})
