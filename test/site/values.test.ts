import { applyPolicy } from '../../src/config/apply.js'
import { parsePolicy } from '../../src/config/load.js'
import { ingest } from '../../src/ingest/run.js'
import { workOutSite } from '../../src/site/work-out.js'
import { logs, modbus, siteStart } from '../support/site.js'
import { all, emptyStore } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { jsonLog, type LogRow } from '../support/zeek-log.js'

const map = (...points: string[]) =>
  parsePolicy('p.yaml', `points:\n${points.map((each) => `  - {${each}}\n`).join('')}`)
const speed = map('server: 10.0.0.2, unit: 1, address: 40001, name: speed')

const read = (at: number, value: number, change: LogRow = {}) =>
  modbus(at, { quantity: 1, response_values: [value], ...change })
const write = (at: number, value: number, change: LogRow = {}) =>
  modbus(at, {
    func: 'WRITE_SINGLE_REGISTER',
    quantity: 1,
    request_values: [value],
    response_values: [value],
    ...change,
  })

/** What is known of mapped points: seconds since the start, until when, how, and the value. */
async function values(rows: readonly LogRow[], policy = speed) {
  const db = emptyStore()
  applyPolicy(db, policy)
  const directory = directoryWith(logs({ modbus: rows }))
  await ingest(db, [`${directory}/modbus_detailed.log`])
  workOutSite(db)
  return told(db)
}

function told(db: ReturnType<typeof emptyStore>) {
  return all(db, 'SELECT * FROM v_point_value ORDER BY ts, name').map(
    ({ ts, until, access, value }) => [
      Math.round(Number(ts) - siteStart),
      Math.round(Number(until) - siteStart),
      access,
      value,
    ],
  )
}

test('a value that stays the same is one row a minute', async () => {
  const rows = Array.from({ length: 12 }, (_, index) => read(index * 10, index < 11 ? 5 : 6))
  expect(await values(rows)).toEqual([
    [0, 50, 'read', 5],
    [60, 100, 'read', 5],
    [110, 110, 'read', 6],
  ])
})

test('what is read after a write is told apart from what was read before it', async () => {
  expect(await values([read(0, 5), write(5, 9), read(10, 5), read(20, 5)])).toEqual([
    [0, 0, 'read', 5],
    [5, 5, 'written', 9],
    [10, 20, 'read', 5],
  ])
})

test('a refused write is no value; one without an answer is told as such', async () => {
  const refused = { response_values: undefined, exception_code: 'ILLEGAL_DATA_VALUE' }
  const unanswered = { response_values: undefined, matched: false }
  expect(await values([write(0, 9, refused), write(5, 7, unanswered)])).toEqual([
    [5, 5, 'unanswered', 7],
  ])
})

test('a float that is no number has no value', async () => {
  const nan = read(0, 0, { quantity: 2, response_values: [0x7fc0, 0] })
  expect(await values([nan], map('address: 40001, name: t, type: f32'))).toEqual([
    [0, 0, 'read', null],
  ])
})

test('half of a point of 32 bits is none', async () => {
  const policy = map('address: 40002, name: t, type: u32')
  expect(await values([read(0, 0, { quantity: 2, response_values: [1, 2] })], policy)).toEqual([])
})

test('a changed map is worked out again from what was stored', async () => {
  const db = emptyStore()
  applyPolicy(db, speed)
  const directory = directoryWith(logs({ modbus: [read(0, 250)] }))
  await ingest(db, [`${directory}/modbus_detailed.log`])
  workOutSite(db)
  applyPolicy(db, map('address: 40001, name: speed, scale: 0.1'))
  workOutSite(db)
  expect(told(db)).toEqual([[0, 0, 'read', 25]])
  applyPolicy(db, parsePolicy('p.yaml', ''))
  workOutSite(db)
  expect(told(db)).toEqual([])
})

test('neither the cuts nor the order of the logs show', async () => {
  const rows = Array.from({ length: 40 }, (_, index) =>
    index % 7 === 3 ? write(index * 5, index) : read(index * 5, index >> 3),
  )
  const whole = await values(rows)
  const halves = directoryWith({
    'late/modbus_detailed.log': jsonLog(rows.slice(17)),
    'early/modbus_detailed.log': jsonLog(rows.slice(0, 17)),
  })
  const db = emptyStore()
  applyPolicy(db, speed)
  for (const half of ['late', 'early']) {
    await ingest(db, [`${halves}/${half}/modbus_detailed.log`])
    workOutSite(db)
  }
  expect(told(db)).toEqual(whole)
  expect(whole.length).toBeGreaterThan(10)
})
