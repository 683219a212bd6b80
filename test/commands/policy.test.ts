import { readFileSync, writeFileSync } from 'node:fs'
import { otsift } from '../support/cli.js'
import { run } from '../support/run.js'
import { logs, modbus, polls } from '../support/site.js'
import { directoryWith } from '../support/temporary.js'

const write = {
  func: 'WRITE_SINGLE_REGISTER',
  address: 3,
  quantity: 1,
  request_values: [7],
  response_values: [7],
}

async function site() {
  const directory = directoryWith(logs({ modbus: [...polls(0, 1), modbus(90, write)] }))
  const db = `${directory}/otsift.db`
  const ingested = await run('ingest', `${directory}/modbus_detailed.log`, '--db', db)
  expect(ingested.code).toBe(0)
  const check = async (text: string) => {
    writeFileSync(`${directory}/otsift.policy.yaml`, text)
    const { code, stdout } = await run('policy', 'check', '--db', db)
    return [
      code,
      ...stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^.*otsift.policy.yaml:/, '')),
    ]
  }
  return { directory, db, check }
}

test('init draws a policy that check finds nothing wrong with, also where its comments are taken out', async () => {
  const { directory, db, check } = await site()
  const init = ['policy', 'init', '--db', db, '--output', `${directory}/drawn.yaml`]
  expect((await run(...init)).code).toBe(0)
  const text = readFileSync(`${directory}/drawn.yaml`, 'utf8')
  expect(text).toMatch(/^# yaml-language-server: \$schema=file:.*policy\.schema\.json\n/)
  expect(text).toContain('writers:\n  - 10.0.0.1\n')
  expect(await check(text)).toEqual([0, ' nothing is wrong'])
  const whole = text.replace(/^# (?=(functions|points):| {2}- \{(protocol|server))/gm, '')
  expect(whole).toContain('\npoints:\n  - {server: 10.0.0.2, unit: 1, table: holding, address: 3')
  expect(await check(whole)).toEqual([0, ' nothing is wrong'])
  const again = await run(...init)
  expect([again.code, again.stderr]).toEqual([
    2,
    expect.stringContaining('drawn.yaml is there already'),
  ])
})

test('check tells what does not fit the logs, and exits with 1', async () => {
  const { check } = await site()
  expect(
    await check(`clients: [10.0.0.1, 10.0.0.2]
writers:
  - 10.0.0.1
  - 10.0.0.7
assets:
  - {address: 10.0.0.8}
  - {address: 10.0.0.2, units: [{unit: 9}]}
functions:
  - {client: 10.0.0.2, server: 10.0.0.1, allow: [3]}
points:
  - {server: 10.0.0.2, address: 40004, name: T, max: 70000}
  - {server: 10.0.0.2, address: 40004, name: T, type: s16, scale: 0.1, min: -4000}
  - {server: 10.0.0.2, address: 49000, name: T}
`),
  ).toEqual([
    1,
    '1:21: doubt: 10.0.0.2 never asks anything',
    '4:5: doubt: 10.0.0.7 never writes or controls',
    '6:6: doubt: 10.0.0.8 was never seen',
    '7:34: doubt: 10.0.0.2 has no unit 9',
    '9:5: doubt: 10.0.0.2 and 10.0.0.1 never talk modbus',
    '11:49: doubt: 70000 is outside what u16 can hold, 0 to 65535',
    '12:72: doubt: -4000 is outside what s16 times 0.1 can hold, -3276.8 to 3276.7',
    '13:24: doubt: T was never read or written',
  ])
})

test('check tells every error with line and column, and exits with 2', async () => {
  const { check } = await site()
  expect(await check('timezon: UTC\nwriters: [here]\n')).toEqual([
    2,
    expect.stringMatching(/^1:1: error: timezon: .*Did you mean timezone\?/),
    expect.stringMatching(/^2:11: error: writers\[1\]: "here" is no IPv4/),
  ])
  expect(await check('detectors: {modbus-write-flod: {level: low}}')).toEqual([
    2,
    expect.stringMatching(/^1:13: error: .*Did you mean modbus-write-flood\?/),
  ])
  expect(await check('detectors: {modbus-write-flood: {params: {per_minutes: 5}}}')).toEqual([
    2,
    expect.stringMatching(/^1:43: error: .*Did you mean per_minute\?/),
  ])
})

test('a policy with a mistake stops a scan before anything is read', async () => {
  const { directory, check } = await site()
  await check('writers: [here]')
  const { code, stderr, stdout } = await otsift(directory, [
    'scan',
    'modbus_detailed.log',
    '--db',
    'x.db',
    '--policy',
    'otsift.policy.yaml',
  ])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^otsift: otsift.policy.yaml:1:11: writers\[1\]: /)
})

test('a policy stays in the database until another one, or --no-policy', async () => {
  const { directory } = await site()
  writeFileSync(`${directory}/site.yaml`, 'clients: [10.0.0.99]')
  const found = async (...args: string[]) => {
    const { stdout } = await otsift(directory, ['detect', '--json', ...args])
    const { findings } = JSON.parse(stdout) as { findings: { detector: string }[] }
    return findings.map((each) => each.detector).includes('new-client')
  }
  expect(await found()).toBe(false)
  expect(await found('--policy', 'site.yaml')).toBe(true)
  expect(await found()).toBe(true)
  expect(await found('--no-policy')).toBe(false)
})
