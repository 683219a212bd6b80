import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { otsift } from '../support/cli.js'
import { directoryWith } from '../support/temporary.js'
import { describeWithZeek } from '../support/zeek.js'

const trace = fileURLToPath(
  new URL('../../zeek-scripts/testing/Traces/modbus.pcap', import.meta.url),
)

function withCapture(): string {
  return directoryWith({ 'plant.pcap': readFileSync(trace) })
}

describeWithZeek('a capture', () => {
  test('is read through Zeek, and its rows are named after it', async () => {
    const directory = withCapture()
    expect(await otsift(directory, ['scan', 'plant.pcap'])).toMatchObject({ code: 0 })
    const sql = "SELECT path FROM v_ingest WHERE log = 'otsift_modbus'"
    const { stdout } = await otsift(directory, ['query', sql, '--format', 'json'])
    expect(JSON.parse(stdout)).toEqual([{ path: join('plant.pcap', 'otsift_modbus.log') }])
  })

  test('that was read before has nothing new', async () => {
    const directory = withCapture()
    const count = ['query', 'SELECT count(*) AS n FROM v_ot', '--format', 'json']
    await otsift(directory, ['scan', 'plant.pcap'])
    const { stdout: once } = await otsift(directory, count)
    await otsift(directory, ['scan', 'plant.pcap'])
    expect((await otsift(directory, count)).stdout).toBe(once)
    expect(JSON.parse(once)).not.toEqual([{ n: 0 }])
  })
})

test('without Zeek a capture is refused, and what to install is said', async () => {
  const directory = withCapture()
  const { code, stderr } = await otsift(directory, ['scan', 'plant.pcap'], '', {
    PATH: '/nowhere',
  })
  expect(code).toBe(2)
  expect(stderr).toContain('there is no zeek on PATH')
})
