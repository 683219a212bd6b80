import { addressList } from '../../src/config/roles.js'
import { otsift } from '../support/cli.js'
import { logs, modbus, polls } from '../support/site.js'
import { directoryWith } from '../support/temporary.js'

test.each([
  [['10.0.0.1', '10.0.0.2'], ['10.0.0.1', '10.0.0.2'], []],
  [['10.0.0.1', 'logs', '10.0.0.2'], ['10.0.0.1'], ['logs', '10.0.0.2']],
  [['10.0.0.1,fe80::1', '10.0.0.1'], ['10.0.0.1', 'fe80::1'], []],
  [[], [], []],
])('%j: addresses %j, then %j', (values, addresses, rest) => {
  expect(addressList('authorized-masters', values)).toEqual({ addresses, rest })
})

test('a list that begins with no address is refused', () => {
  expect(() => addressList('authorized-masters', ['logs'])).toThrow('logs is no address')
})

test('scan judges by the lists, keeps them, and judges anew when they change', async () => {
  const write = { func: 'WRITE_SINGLE_COIL', uid: 'C2', 'id.orig_h': '10.0.0.9' }
  const directory = directoryWith(logs({ modbus: [...polls(0, 1), modbus(500, write)] }))
  const found = async (...args: string[]) => {
    const { stdout, stderr } = await otsift(directory, args)
    expect(stderr).not.toMatch(/otsift:/)
    const { findings } = JSON.parse(stdout) as { findings: { detector: string; client: string }[] }
    return findings
      .filter((each) => ['new-client', 'unauthorised-write'].includes(each.detector))
      .map((each) => `${each.detector} ${each.client}`)
  }
  expect(await found('scan', '.', '--json')).toEqual([])
  // The directory stands behind the list, as in the earlier tool.
  const masters = ['--authorized-masters', '10.0.0.1', '.']
  expect(await found('scan', '--json', ...masters)).toEqual(['new-client 10.0.0.9'])
  expect(await found('detect', '--json')).toEqual(['new-client 10.0.0.9'])
  const writers = [
    '--authorized-masters',
    '10.0.0.1',
    '10.0.0.9',
    '--authorized-writers',
    '10.0.0.1',
  ]
  expect(await found('scan', '.', '--json', ...writers)).toEqual(['unauthorised-write 10.0.0.9'])
  const none = ['--authorized-masters', '--authorized-writers']
  expect(await found('scan', '.', '--json', ...none)).toEqual([])
})
