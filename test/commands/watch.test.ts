import { appendFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { otsift } from '../support/cli.js'
import { directoryWith } from '../support/temporary.js'
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

test('there must be something to watch', async () => {
  const { code, stderr } = await otsift(directoryWith(), ['watch'])
  expect(code).toBe(2)
  expect(stderr).toContain('There is nothing to watch.')
})
