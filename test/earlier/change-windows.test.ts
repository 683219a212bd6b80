// What the earlier S7comm tool alerted on outside authorised change windows, and the same for DNP3.
import { findingsOf } from '../support/judged.js'
import { dnp3, logs, s7job } from '../support/site.js'

/** Four in the morning of the site's first day, local and UTC. */
const four = 4 * 3600
const station = '10.0.2.1'
const window = (change = '') =>
  `workstations: [${station}, 10.0.1.1]
maintenance: [{from: 2023-11-15 04:00, to: 2023-11-15 05:00${change}}]`

describe('dangerous_operation_stop, dangerous_operation_run', () => {
  const stop = { function_code: '0x29' }
  const start = { function_code: '0x28', subfunction_code: 'P_PROGRAM' }
  const severities = async (policy: string, at: number, job: object, client = station) => {
    const rows = [s7job(at, '0xf0'), s7job(at + 1, '', { ...job, 'id.orig_h': client, uid: 'C7' })]
    const found = await findingsOf('dangerous-command', logs({ s7comm: rows }), policy)
    return found.map((each) => each.severity)
  }

  test.each([
    ['a stop', stop, 'critical', 'high'],
    ['a start', start, 'high', 'medium'],
  ])('%s is less severe in a window', async (_, job, outside, inside) => {
    expect(await severities(window(), four + 3600 * 2, job)).toEqual([outside])
    expect(await severities(window(), four + 60, job)).toEqual([inside])
  })

  test('a stop by another host, or of a PLC that no window names, is as severe as ever', async () => {
    expect(await severities(window(), four + 60, stop, '10.0.2.9')).toEqual(['critical'])
    expect(await severities(window(', servers: [10.0.2.3]'), four + 60, stop)).toEqual(['critical'])
  })
})

describe('dangerous_operation_write_var', () => {
  const writes = async (policy: string, at: number) => {
    const rows = Array.from({ length: 30 }, (_, index) => s7job(at + index, '0x05'))
    const found = await findingsOf('s7comm-write-flood', logs({ s7comm: rows }), policy)
    return found.map((each) => each.severity)
  }

  test('writes are less severe in a window', async () => {
    expect(await writes(window(), four + 2 * 3600)).toEqual(['low'])
    expect(await writes(window(), four + 60)).toEqual(['info'])
  })
})

describe('DNP3_RESTART_COMMAND', () => {
  const restarts = async (at: number) => {
    const rows = [dnp3(at, 'READ'), dnp3(at + 1, 'COLD_RESTART')]
    const found = await findingsOf('dangerous-command', logs({ dnp3: rows }), window())
    return found.map((each) => each.severity)
  }

  test('a restart is less severe in a window', async () => {
    expect(await restarts(four + 2 * 3600)).toEqual(['high'])
    expect(await restarts(four + 60)).toEqual(['medium'])
  })
})
