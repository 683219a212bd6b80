import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { otsift } from '../support/cli.js'
import { directoryWith } from '../support/temporary.js'
import { start } from '../support/torture/kill-loop.js'
import { connection, jsonLog } from '../support/zeek-log.js'

const rows = Array.from({ length: 60 }, (_, index) => ({
  ...connection,
  ts: connection.ts + index,
  tid: index,
  unit: 1,
  func: 'WRITE_SINGLE_COIL',
  matched: true,
}))
const half = (from: number, to: number) => jsonLog(rows.slice(from, to))
const told = [
  'query',
  'SELECT minute, exchanges, responses FROM v_activity ORDER BY 1',
  '--format',
  'json',
]

test('watching a log that grows in odd pieces and rotates gives what a scan gives', async () => {
  const live = directoryWith({ 'logs/modbus_detailed.log': '' })
  const log = join(live, 'logs', 'modbus_detailed.log')
  const watching = otsift(live, ['watch', 'logs', '--duration', '6', '--every', '0.2'])
  const text = half(0, 40)
  for (const [from, to] of [
    [0, 150],
    [150, 1001],
    [1001, text.length],
  ]) {
    appendFileSync(log, text.slice(from, to))
    await sleep(500)
  }
  renameSync(log, join(live, 'logs', 'modbus_detailed.10:00:00-11:00:00.log'))
  writeFileSync(log, half(40, 60))
  expect(await watching).toMatchObject({ code: 0 })

  const whole = directoryWith({
    'modbus_detailed.log': half(0, 40),
    'later/modbus_detailed.log.gz': gzipSync(half(40, 60)),
  })
  await otsift(whole, ['scan', '.'])
  expect((await otsift(live, told)).stdout).toBe((await otsift(whole, told)).stdout)
})

test('SIGTERM ends it after what was written is stored; a second one is told who holds the database', async () => {
  const directory = directoryWith({ 'logs/modbus_detailed.log': half(0, 10) })
  const database = join(directory, 'otsift.db')
  const first = start(['watch', join(directory, 'logs'), '--db', database])
  while (!existsSync(`${database}-wal`)) await sleep(50)
  const second = await start(['watch', join(directory, 'logs'), '--db', database]).ended
  expect(second.code).toBe(2)
  expect(second.stderr).toContain(`is in use by otsift watch, process ${first.child.pid}.`)
  appendFileSync(join(directory, 'logs', 'modbus_detailed.log'), half(10, 20))
  first.child.kill('SIGTERM')
  expect((await first.ended).code).toBe(0)
  const told = await otsift(directory, [
    'query',
    'SELECT count(*) AS n FROM v_modbus',
    '--format',
    'json',
  ])
  expect(JSON.parse(told.stdout)).toEqual([{ n: 20 }])
})

test('each directory may name its sensor', async () => {
  const directory = directoryWith({
    'a/modbus_detailed.log': half(0, 10),
    'b/modbus_detailed.log': half(0, 10),
  })
  await otsift(directory, ['watch', 'north=a', 'south=b', '--duration', '1'])
  const query = 'SELECT sensor, count(*) AS n FROM v_modbus GROUP BY 1 ORDER BY 1'
  const told = await otsift(directory, ['query', query, '--format', 'json'])
  expect(JSON.parse(told.stdout)).toEqual([
    { sensor: 'north', n: 10 },
    { sensor: 'south', n: 10 },
  ])
})

test('a policy that is edited meanwhile is in force: what was read is judged by it, its sink is told', async () => {
  const directory = directoryWith({ 'logs/modbus_detailed.log': half(0, 60) })
  const [policy, early, late] = ['policy.yaml', 'early.ndjson', 'late.ndjson'].map((name) =>
    join(directory, name),
  ) as [string, string, string]
  writeFileSync(policy, `sinks: {early: {file: ${early}}}\n`)
  const args = ['watch', join(directory, 'logs'), '--db', join(directory, 'plant.db')]
  const watching = start([...args, '--policy', policy, '--every', '0.1'])
  while (!existsSync(early)) await sleep(50)
  writeFileSync(policy, `sinks: {late: {file: ${late}}}\nclients: [10.9.9.9]\n`)
  while (!existsSync(late)) await sleep(50)
  watching.child.kill('SIGTERM')
  const { code, stderr } = await watching.ended
  expect(code).toBe(0)
  expect(stderr).toContain(`policy ${policy} was taken anew: sinks, clients changed\n`)
  expect(readFileSync(late, 'utf8')).toContain('"detector":"new-client"')
  expect(readFileSync(early, 'utf8')).not.toContain('"detector":"new-client"')
})

test('there must be something to watch', async () => {
  const { code, stderr } = await otsift(directoryWith(), ['watch'])
  expect(code).toBe(2)
  expect(stderr).toContain('There is nothing to watch.')
})
