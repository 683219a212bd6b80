import { appendFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { ingest } from '../../src/ingest/run.js'
import { all, dump, emptyStore, one, storeOf } from '../support/store.js'
import { directoryWith, fileWith } from '../support/temporary.js'
import { connection, direction, jsonLog, prefix, tsvLog } from '../support/zeek-log.js'

const columns = `${prefix} tid unit func pdu_type exception`
const exception = { func: 'READ_COILS_EXCEPTION', pdu_type: 'RESP', exception: 'ILLEGAL_FUNCTION' }

/** modbus.log: answered, refused (logged twice), unanswered and answered late, a broken row, a new header. */
const modbus =
  tsvLog('modbus', columns, [
    { ...connection, ts: 100, tid: 1, unit: 1, func: 'READ_COILS', pdu_type: 'REQ' },
    { ...connection, ts: 100.5, tid: 1, unit: 1, func: 'READ_COILS', pdu_type: 'RESP' },
    { ...connection, ts: 101, tid: 2, unit: 1, func: 'READ_COILS', pdu_type: 'REQ' },
    { ...connection, ts: 101.5, tid: 2, unit: 1, ...exception },
    { ...connection, ts: 101.5, tid: 2, unit: 1, ...exception },
    { ...connection, ts: 102, tid: 3, unit: 1, func: 'WRITE_SINGLE_COIL', pdu_type: 'REQ' },
    { ...connection, ts: 'broken', tid: 3, unit: 1, func: 'READ_COILS', pdu_type: 'REQ' },
    { ...connection, ts: 90, tid: 4, unit: 2, func: 'READ_COILS', pdu_type: 'REQ' },
    { ...connection, ts: 150, tid: 3, unit: 1, func: 'WRITE_SINGLE_COIL', pdu_type: 'RESP' },
  ]) +
  tsvLog('modbus', `uid ${columns.replace(' uid', '')} extra`, [
    { ...connection, ts: 4000, tid: 5, unit: 1, func: 'READ_COILS', pdu_type: 'REQ', extra: 'x' },
    { ...connection, ts: 4000.1, tid: 5, unit: 1, func: 'READ_COILS', pdu_type: 'RESP' },
  ])

/** modbus_detailed.log v1.1: no transaction ids, two open requests at once. */
const detailed = tsvLog(
  'modbus_detailed',
  `${prefix} ${direction} unit_id func request_response address quantity values`,
  [
    [100, 'READ_HOLDING_REGISTERS', 'REQUEST', 10, undefined],
    [100.1, 'READ_HOLDING_REGISTERS', 'REQUEST', 20, undefined],
    [100.2, 'READ_HOLDING_REGISTERS', 'RESPONSE', 10, '1,2'],
    [100.3, 'READ_HOLDING_REGISTERS', 'RESPONSE', 20, '3,4'],
    [130, 'WRITE_SINGLE_REGISTER', 'REQUEST', 5, '9'],
    [130.2, 'WRITE_SINGLE_REGISTER', 'RESPONSE', 5, '9'],
  ].map(([ts, func, request_response, address, values]) => ({
    ...connection,
    ts,
    unit_id: 1,
    func,
    request_response,
    address,
    quantity: 2,
    values,
  })),
)

const dnp3 = jsonLog([
  { ...connection, ts: 100, fc_request: 'READ', fc_reply: 'RESPONSE', iin: 0 },
  { ...connection, ts: 110, fc_reply: 'UNSOLICITED_RESPONSE', iin: 4096 },
  { ...connection, ts: '1970-01-01T00:02:00Z', fc_request: 'COLD_RESTART', fc_reply: 'RESPONSE' },
])

const nr = { block_type: 'Control Relay Output Block', function_code: 'DIRECT_OPERATE_NR' }
const control = tsvLog('dnp3_control', `${prefix} block_type function_code index_number`, [
  { ...connection, ts: 200, ...nr, index_number: 1 },
  { ...connection, ts: 200, ...nr, index_number: 2 },
  { ...connection, ts: 300, ...nr, index_number: 1 },
])

const s7comm = jsonLog([
  { ...connection, ts: 100, rosctr_code: 1, pdu_reference: 5, function_code: '0x04' },
  { ...connection, ts: 100.1, rosctr_code: 3, pdu_reference: 5, function_code: '0x04' },
  { ...connection, ts: 101, rosctr_code: 1, pdu_reference: 6, function_code: '0x29' },
  { ...connection, ts: 101.1, rosctr_code: 2, pdu_reference: 6 },
])

const conn = tsvLog('conn', `${prefix} proto service duration`, [
  { ...connection, ts: 90, proto: 'tcp', service: 'modbus', duration: 80 },
  { ...connection, ts: 50, uid: 'C2', proto: 'tcp', duration: 5 },
])

const logs: Readonly<Record<string, string>> = {
  'modbus.log': modbus,
  'modbus_detailed.log': detailed,
  'dnp3.log': dnp3,
  'dnp3_control.log': control,
  's7comm.log': s7comm,
  'conn.log': conn,
}

/** All logs read whole, in the order of their names. */
async function undisturbed(files = logs) {
  const directory = directoryWith(files)
  return dump(await storeOf(...Object.keys(files).map((name) => join(directory, name))))
}

describe('the same logs give the same store', () => {
  test('when they are read twice', async () => {
    const directory = directoryWith(logs)
    const paths = Object.keys(logs).map((name) => join(directory, name))
    const db = await storeOf(...paths)
    const second = await ingest(db, paths)
    expect(second.rows).toBe(0)
    expect(dump(db)).toEqual(await undisturbed())
  })

  test('when a gzip comes after the plain log, under another name', async () => {
    const path = fileWith('modbus.log', modbus)
    const archived = fileWith('modbus.10:00:00-11:00:00.log.gz', gzipSync(modbus))
    const db = await storeOf(path, archived)
    expect(dump(db)).toEqual(await undisturbed({ 'modbus.log': modbus }))
  })

  test('when the gzip is longer than what was read of the plain log', async () => {
    const path = fileWith('modbus.log', modbus.slice(0, modbus.length / 2))
    const archived = fileWith('modbus.10:00:00-11:00:00.log.gz', gzipSync(modbus))
    const db = await storeOf(path, archived)
    expect(dump(db)).toEqual(await undisturbed({ 'modbus.log': modbus }))
  })

  test('when the plain log comes after the gzip', async () => {
    const db = await storeOf(
      fileWith('modbus.log.gz', gzipSync(modbus)),
      fileWith('modbus.log', modbus),
    )
    expect(dump(db)).toEqual(await undisturbed({ 'modbus.log': modbus }))
  })

  test('when a shorter copy comes later', async () => {
    const db = await storeOf(
      fileWith('modbus.log', modbus),
      fileWith('modbus.log', modbus.slice(0, modbus.length / 2)),
    )
    expect(dump(db)).toEqual(await undisturbed({ 'modbus.log': modbus }))
  })

  test('when the log is renamed by rotation while it is read', async () => {
    const path = fileWith('modbus.log', modbus.slice(0, modbus.length / 2))
    const db = await storeOf(path)
    const rotated = join(dirname(path), 'modbus.2026-11-19-10-00-00.log')
    renameSync(path, rotated)
    appendFileSync(rotated, modbus.slice(modbus.length / 2))
    await ingest(db, [rotated])
    expect(dump(db)).toEqual(await undisturbed({ 'modbus.log': modbus }))
  })

  test('when a damaged gzip is read, then the whole one', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => ({
      ...connection,
      ts: 100 + index,
      uid: `C${(index * 7919) % 99_991}`,
      fc_request: 'READ',
      fc_reply: 'RESPONSE',
    }))
    const text = jsonLog(lines)
    const whole = gzipSync(text)
    const path = fileWith('dnp3.log.gz', whole.subarray(0, whole.length * 0.7))
    const db = emptyStore()
    const first = await ingest(db, [path])
    expect(first.logs[0]?.damage).toMatch(/^damaged gzip/)
    writeFileSync(path, whole)
    await ingest(db, [path])
    expect(one(db, 'SELECT count(*) FROM dnp3_message')).toBe(3000)
    expect(dump(db).dnp3_message).toEqual((await undisturbed({ 'dnp3.log': text })).dnp3_message)
  })

  test('in any pieces and in any order', async () => {
    const expected = await undisturbed()
    const names = Object.keys(logs)
    const step = fc.record({ file: fc.nat(names.length - 1), bytes: fc.nat(700) })
    const order = fc.shuffledSubarray(names, { minLength: names.length })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), order, async (steps, last) => {
        const directory = directoryWith()
        const db = emptyStore()
        const written = new Map<string, number>()
        const grow = async (name: string, bytes: number) => {
          const from = written.get(name) ?? 0
          const text = (logs[name] ?? '').slice(from, from + bytes)
          appendFileSync(join(directory, name), text)
          written.set(name, from + text.length)
          await ingest(db, [join(directory, name)])
        }
        for (const { file, bytes } of steps) await grow(names[file] ?? '', bytes)
        for (const name of last) await grow(name, Number.POSITIVE_INFINITY)
        expect(dump(db)).toEqual(expected)
        db.close()
      }),
      { numRuns: 40 },
    )
  })
})

describe('logs that begin alike', () => {
  const begin = jsonLog([{ ...connection, fc_request: 'READ', fc_reply: 'RESPONSE' }])
  const other = jsonLog([{ ...connection, ts: 9, fc_request: 'WRITE', fc_reply: 'RESPONSE' }])
  const third = jsonLog([{ ...connection, ts: 8, fc_request: 'READ', fc_reply: 'RESPONSE' }])

  test('and go on differently are two logs', async () => {
    const db = await storeOf(
      fileWith('dnp3.log', begin + third),
      fileWith('dnp3.log', begin + other),
    )
    expect(one(db, 'SELECT count(*) FROM dnp3_message')).toBe(4)
    expect(one(db, 'SELECT count(*) FROM ingest_file')).toBe(2)
  })

  test('of two sensors are two logs', async () => {
    const db = emptyStore()
    await ingest(db, [fileWith('dnp3.log', begin)], { sensor: 'north' })
    await ingest(db, [fileWith('dnp3.log', begin)], { sensor: 'south' })
    expect(all(db, 'SELECT sensor, client FROM v_dnp3 ORDER BY sensor')).toMatchObject([
      { sensor: 'north' },
      { sensor: 'south' },
    ])
  })
})

test('a log that was truncated and written anew is another log', async () => {
  const path = fileWith('dnp3.log', dnp3)
  const db = await storeOf(path)
  writeFileSync(
    path,
    jsonLog([{ ...connection, ts: 999, fc_request: 'READ', fc_reply: 'RESPONSE' }]),
  )
  expect(await ingest(db, [path])).toMatchObject({ rows: 1, stored: 1 })
  expect(one(db, 'SELECT count(*) FROM dnp3_message')).toBe(4)
})

test('a line that is still being written is taken when it is whole', async () => {
  const path = fileWith('dnp3.log', dnp3.slice(0, -5))
  const db = emptyStore()
  const begun = (dnp3.split('\n')[2]?.length ?? 0) - 4
  expect(await ingest(db, [path])).toMatchObject({ stored: 2, logs: [{ unfinished: begun }] })
  appendFileSync(path, dnp3.slice(-5))
  expect(await ingest(db, [path])).toMatchObject({ stored: 1, rejected: 0 })
})

test('a line that was begun stays told when a shorter copy of its log comes', async () => {
  const path = fileWith('dnp3.log', dnp3.slice(0, -5))
  const db = await storeOf(path)
  const before = all(db, 'SELECT offset, unfinished FROM ingest_file')
  expect(before).not.toEqual([{ offset: expect.anything(), unfinished: 0 }])
  writeFileSync(path, `${dnp3.split('\n')[0]}\n`)
  await ingest(db, [path])
  expect(all(db, 'SELECT offset, unfinished FROM ingest_file')).toEqual(before)
})

test('a gzip that is being written beside its log leaves no line begun', async () => {
  const text = dnp3.repeat(50)
  const path = fileWith('dnp3.log', text)
  const db = await storeOf(path)
  const zipped = gzipSync(text)
  writeFileSync(`${path}.gz`, zipped.subarray(0, zipped.length >> 1))
  await ingest(db, [`${path}.gz`])
  expect(all(db, 'SELECT offset, unfinished FROM ingest_file')).toEqual([
    { offset: text.length, unfinished: 0 },
  ])
})

test('when a log was touched does not matter', async () => {
  const path = fileWith('dnp3.log', dnp3)
  const db = await storeOf(path)
  utimesSync(path, 1, 1)
  expect((await ingest(db, [path])).rows).toBe(0)
})
