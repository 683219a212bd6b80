import { rmSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { ingest } from '../../src/ingest/run.js'
import { all, emptyStore, one, storeOf } from '../support/store.js'
import { fileWith } from '../support/temporary.js'
import { connection, jsonLog, prefix, tsvLog } from '../support/zeek-log.js'

const row = { ...connection, fc_request: 'READ', fc_reply: 'RESPONSE' }
const tsv = tsvLog('dnp3', `${prefix} fc_request fc_reply iin`, [row])
const count = 'SELECT count(*) FROM dnp3_message'

describe('which log it is', () => {
  test.each([
    ['#path, over the name', 'modbus.log', tsv],
    ['_path, over the name', 'modbus.log', jsonLog([{ ...row, _path: 'dnp3' }])],
    ['the name, where the log does not say', 'dnp3.10:00:00-11:00:00.log', jsonLog([row])],
    ['the name of a log without header', 'dnp3.log', tsv.replace(/^#.*\n/gm, '')],
  ])('is told by %s', async (_, name, text) => {
    expect(one(await storeOf(fileWith(name, text)), count)).toBe(1)
  })

  test('is told by the user', async () => {
    const db = emptyStore()
    await ingest(db, [fileWith('export.txt', jsonLog([row]))], { log: 'dnp3' })
    expect(one(db, count)).toBe(1)
  })

  test.each([
    ['another log of Zeek', 'http.log', '#path\thttp\n#fields\tts\tuid\n1\tC1\n'],
    ['no log at all', 'notes.log', 'buy milk\n'],
    ['JSON of something else', 'app.log', '{"message":"hello"}\n'],
  ])('is passed over: %s', async (_, name, text) => {
    const result = await ingest(emptyStore(), [fileWith('dnp3.log', tsv), fileWith(name, text)])
    expect(result).toMatchObject({ ignored: 1, rejected: 0, logs: [{ log: 'dnp3' }] })
  })

  test('is nothing recognisable where nothing is', async () => {
    await expect(ingest(emptyStore(), [fileWith('notes.log', 'buy milk\n')])).rejects.toMatchObject(
      {
        code: 'empty',
      },
    )
  })

  test.each([
    ['an empty log', 'dnp3.log', ''],
    ['a log with a header only', 'x.log', tsv.split('\n').slice(0, 8).join('\n').concat('\n')],
    ['an empty gzip', 'dnp3.log.gz', gzipSync('')],
  ])('is a log, though there is nothing new: %s', async (_, name, content) => {
    expect(await ingest(emptyStore(), [fileWith(name, content)])).toMatchObject({ rows: 0 })
  })
})

describe('which sensor it is', () => {
  test.each([
    ['default, where nothing says', 'dnp3.log', row, 'default'],
    ['the logger in the name', 'dnp3.10:00:00-11:00:00-logger-1.log', row, 'logger-1'],
    ['_system_name', 'dnp3.log', { ...row, _system_name: 'north' }, 'north'],
    ['a name made printable', 'dnp3.log', { ...row, _system_name: 'a b\u001b[31m' }, 'a_b_[31m'],
  ])('%s', async (_, name, fields, sensor) => {
    const db = await storeOf(fileWith(name, jsonLog([fields])))
    expect(all(db, 'SELECT sensor FROM v_dnp3')).toEqual([{ sensor }])
  })

  test('the user, over what the log says', async () => {
    const db = emptyStore()
    const path = fileWith('dnp3.log', jsonLog([{ ...row, _system_name: 'north' }]))
    await ingest(db, [path], { sensor: 'south' })
    expect(all(db, 'SELECT sensor FROM v_dnp3')).toEqual([{ sensor: 'south' }])
  })
})

test('a log that goes away before it is read is named, and the others are read', async () => {
  const gone = fileWith('dnp3.log', tsv)
  rmSync(gone)
  const result = await ingest(emptyStore(), [gone, fileWith('dnp3.log', tsv)])
  expect(result.unreadable).toMatchObject([{ path: gone }])
  expect(result.stored).toBeGreaterThan(0)
})

test('what the columns can answer is remembered for the coverage', async () => {
  const db = await storeOf(
    fileWith(
      'modbus.log',
      tsvLog('modbus', `${prefix} func exception`, [{ ...connection, func: 'READ_COILS' }]),
    ),
  )
  expect(all(db, 'SELECT field FROM field_seen')).toEqual([{ field: 'modbus' }])
})
