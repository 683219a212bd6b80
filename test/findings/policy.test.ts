import { judge } from '../support/judged.js'
import { logs, modbus, polls } from '../support/site.js'
import { storeOf } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'

/** A store with polls, and five minutes of writes by 10.0.0.9 to 10.0.0.2: a flood. */
async function flooded() {
  const writes = Array.from({ length: 150 }, (_, index) =>
    modbus(600 + index * 2, {
      uid: 'C9',
      'id.orig_h': '10.0.0.9',
      func: 'WRITE_SINGLE_REGISTER',
      address: 3,
      quantity: 1,
      request_values: [1],
      response_values: [1],
    }),
  )
  const directory = directoryWith(logs({ modbus: [...polls(0, 1), ...writes] }))
  const db = await storeOf(`${directory}/modbus_detailed.log`)
  const flood = async (policy: string) =>
    (await judge(db, policy)).find((each) => each.detector === 'modbus-write-flood')
  return { db, flood }
}

test('names and tags of assets: who it was, and a step for what it hit', async () => {
  const { flood } = await flooded()
  expect(await flood('')).toMatchObject({ severity: 'medium' })
  const found = await flood(`assets:
  - {address: 10.0.0.9, name: Maintenance laptop}
  - {address: 10.0.0.2, name: Boiler PLC, units: [{unit: 1, tags: [critical]}], tags: [safety]}`)
  expect(found?.message).toContain('from Maintenance laptop (10.0.0.9) to Boiler PLC (10.0.0.2)')
  expect(found).toMatchObject({ severity: 'high', client: '10.0.0.9', server: '10.0.0.2' })
  // Taken back, so are name and step, though no row came in between.
  const again = await flood('')
  expect(again).toMatchObject({ severity: 'medium' })
  expect(again?.message).toContain('from 10.0.0.9 to 10.0.0.2')
})

test('a source that neither baseline nor policy knows is a step worse, and the finding says so', async () => {
  const { db, flood } = await flooded()
  const found = await flood('clients: [10.0.0.1]')
  expect(found).toMatchObject({ severity: 'high' })
  expect(
    db
      .prepare("SELECT severity_steps FROM v_findings WHERE detector = 'modbus-write-flood'")
      .pluck()
      .get(),
  ).toBe('[{"by":1,"why":"10.0.0.9 is not a known modbus client"}]')
  expect(await flood('clients: [10.0.0.1, 10.0.0.9]')).toMatchObject({ severity: 'medium' })
})

test('a workstation in a maintenance window is a step less severe; outside of it, it is not', async () => {
  const { flood } = await flooded()
  // The site begins on 2023-11-15 at 00:00 UTC, a Wednesday; the flood lasts from 00:10 to 00:15.
  const policy = (window: string) => `timezone: Asia/Tokyo
workstations: [10.0.0.9]
maintenance: [${window}]`
  const severity = async (window: string) => (await flood(policy(window)))?.severity
  expect(await severity('{from: 2023-11-15 09:00, to: 2023-11-15 10:00}')).toBe('low')
  expect(await severity('{days: [wed], from: 09:00, to: 10:00, servers: [10.0.0.2]}')).toBe('low')
  expect(await severity('{days: [wed], from: 09:00, to: 10:00, servers: [10.0.0.3]}')).toBe(
    'medium',
  )
  expect(await severity('{days: [wed], from: 00:00, to: 01:00}')).toBe('medium')
  expect(await severity('{from: 2023-11-15 09:11, to: 2023-11-15 10:00}')).toBe('medium')
})

test('detectors: level, params and whether they run at all, judged anew as they change', async () => {
  const { db, flood } = await flooded()
  const setting = (text: string) => `detectors: {modbus-write-flood: {${text}}}`
  expect(await flood(setting('level: info'))).toMatchObject({ severity: 'info' })
  expect(await flood(setting('params: {per_minute: 40}'))).toBeUndefined()
  expect(await flood(setting('params: {per_minute: 25}'))).toMatchObject({ severity: 'medium' })
  expect(await flood(setting('enabled: false'))).toBeUndefined()
  const status =
    "SELECT status || ': ' || reason FROM v_coverage WHERE detector = 'modbus-write-flood'"
  expect(db.prepare(status).pluck().get()).toBe('not evaluated: the policy switches it off')
  expect(await flood('')).toMatchObject({ severity: 'medium' })
})

test('suppressions hide, and are gone with the policy', async () => {
  const { flood } = await flooded()
  const hidden = 'suppressions: [{detector: modbus-write-flood, client: 10.0.0.9, reason: known}]'
  expect(await flood(hidden)).toBeUndefined()
  expect(await flood('suppressions: [{client: 10.0.0.8, reason: other}]')).toBeDefined()
  expect(await flood(hidden.replace('reason', 'until: 2024-01-01, reason'))).toBeDefined()
})
