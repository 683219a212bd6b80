// The options of earlier tools, as their users type them.
import { readFileSync } from 'node:fs'
import { pointsOfLimits } from '../../src/config/register-limits.js'
import { openReadOnly } from '../../src/store/database.js'
import { otsift } from '../support/cli.js'
import { run } from '../support/run.js'
import { logs, modbus, polls, s7job } from '../support/site.js'
import { directoryWith } from '../support/temporary.js'

const write = (at: number, value: number) =>
  modbus(at, {
    func: 'WRITE_SINGLE_REGISTER',
    address: 0,
    quantity: 1,
    request_values: [value],
    response_values: [value],
  })
const limits = JSON.stringify({
  '40001': { name: 'Speed', min: 0, max: 100, unit: 'rpm', max_rate: 5 },
})

async function findings(directory: string, ...args: string[]) {
  const { stdout, stderr } = await otsift(directory, [...args, '--json'])
  expect(stderr).not.toMatch(/^otsift:/m)
  return (JSON.parse(stdout) as { findings: { detector: string; message: string }[] }).findings
}

test('--register-limits-file takes the JSON of the earlier tool as it is, and keeps it', async () => {
  const directory = directoryWith({
    ...logs({ modbus: [...polls(0, 1), write(100, 50), write(900, 120)] }),
    'limits.json': limits,
  })
  const spoken = async (...args: string[]) =>
    (await findings(directory, ...args))
      .filter((each) => each.detector === 'modbus-limit-violation')
      .map((each) => each.message.split(';')[0])
  const told = ['Speed: 120 rpm, limit 100 rpm']
  const log = 'modbus_detailed.log'
  expect(await spoken('scan', log, '--register-limits-file', 'limits.json')).toEqual(told)
  expect(await spoken('scan', log)).toEqual(told)
  expect(await spoken('scan', log, '--no-register-limits-file')).toEqual([])
})

test.each([
  ['no JSON', '{', /no JSON/],
  ['no register', '{"4x": {}}', /4x is no register/],
  ['a limit that is no number', '{"40001": {"max": "high"}}', /max of 40001 is no number/],
])('a limits file with %s is refused by name', (_, text, said) => {
  expect(() => pointsOfLimits('limits.json', text)).toThrow(said)
})

test('--baseline-mode learns into --baseline-file, which judges another database', async () => {
  const directory = directoryWith({
    ...logs({ modbus: polls(0, 2) }),
    'later/modbus_detailed.log':
      Object.values(
        logs({ modbus: [...polls(3, 4), modbus(12_000, { uid: 'C9', 'id.orig_h': '10.0.0.9' })] }),
      )[0] ?? '',
  })
  const mode = ['--baseline-mode', '--baseline-file', `${directory}/b.json`]
  const log = `${directory}/modbus_detailed.log`
  const learned = await run('scan', log, ...mode, '--db', `${directory}/first.db`)
  expect([learned.code, learned.stdout]).toEqual([0, expect.stringContaining('main')])
  expect(JSON.parse(readFileSync(`${directory}/b.json`, 'utf8'))).toMatchObject({
    format: 'otsift-baseline',
  })
  const judge = ['scan', 'later', '--baseline-file', 'b.json', '--db', 'other.db']
  const found = await findings(directory, ...judge)
  expect(found.map((each) => each.detector)).toContain('new-client')
  // Every night's call names the file: it is imported once.
  await findings(directory, ...judge)
  const db = openReadOnly(`${directory}/other.db`)
  expect(db.prepare('SELECT count(*) FROM v_baseline').pluck().get()).toBe(1)
  db.close()
})

test('--brute-threshold is how many errors of a PLC are brute force; --output writes a JSON report', async () => {
  const refused = Array.from({ length: 6 }, (_, index) => [
    s7job(index * 2, '0x04', { function_name: 'Read Variable' }),
    s7job(index * 2, '0x04', {
      ts: s7job(index * 2, '').ts as number,
      rosctr_code: 3,
      function_name: 'Read Variable',
      error_class: 'Access error',
      error_code: '0x04',
    }),
  ]).flat()
  const directory = directoryWith(logs({ s7comm: refused }))
  const report = ['--output', 'report.json']
  const burst = async (threshold: string) =>
    (
      await findings(directory, 'scan', 's7comm.log', '--brute-threshold', threshold, ...report)
    ).filter((each) => each.detector === 's7comm-error-burst').length
  expect([await burst('10'), await burst('5')]).toEqual([0, 1])
  const written = JSON.parse(readFileSync(`${directory}/report.json`, 'utf8')) as object
  expect(written).toHaveProperty('severity_summary')
})

test('--pcap is a path: without Zeek it says what to install', async () => {
  const directory = directoryWith({
    'a.pcap': Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex'),
  })
  const path = process.env.PATH
  process.env.PATH = '/nowhere'
  try {
    const args = ['--pcap', `${directory}/a.pcap`, '--db', `${directory}/a.db`]
    const { code, stderr } = await run('scan', ...args)
    expect([code, stderr]).toEqual([2, expect.stringMatching(/zeek/i)])
  } finally {
    process.env.PATH = path
  }
})
