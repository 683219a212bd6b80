import { join } from 'node:path'
import { jsonReport } from '../../src/report/json.js'
import { textReport } from '../../src/report/plain.js'
import { sessions } from '../../src/report/sessions.js'
import { dnp3, logs, modbus, s7job } from '../support/site.js'
import { storeOf } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'

const plant = logs({
  modbus: [modbus(0), modbus(10)],
  dnp3: [
    dnp3(0, 'READ'),
    dnp3(10, 'SELECT'),
    dnp3(11, 'OPERATE'),
    dnp3(20, 'COLD_RESTART'),
    dnp3(30, 'OPEN_FILE', { iin: 1 }),
  ],
  s7comm: [
    s7job(0, '0xf0'),
    s7job(1, '0x04'),
    s7job(2, '0x05'),
    s7job(3, '0x29'),
    s7job(4, '0x04', { 'id.orig_h': '10.0.2.9', uid: 'C4' }),
  ],
})

const plantStore = () => {
  const directory = directoryWith(plant)
  return storeOf(...Object.keys(plant).map((name) => join(directory, name)))
}

describe('a session', () => {
  test('is what one client did with one server', async () => {
    const db = await plantStore()
    expect(sessions(db).map((each) => [each.protocol, each.client, each.exchanges])).toEqual([
      ['dnp3', '10.0.1.1', 5],
      ['modbus', '10.0.0.1', 2],
      ['s7comm', '10.0.2.1', 4],
      ['s7comm', '10.0.2.9', 1],
    ])
  })

  test('of DNP3 counts controls, restarts, file operations and refusals', async () => {
    const [session] = sessions(await plantStore())
    expect(session).toMatchObject({
      reads: 1,
      controls: 2,
      restarts: 1,
      file_operations: 1,
      exceptions: 1,
      functions: { READ: 1, SELECT: 1, OPERATE: 1, COLD_RESTART: 1, OPEN_FILE: 1 },
    })
  })

  test('of S7comm counts reads, writes and changes of the mode', async () => {
    const session = sessions(await plantStore()).find((each) => each.client === '10.0.2.1')
    expect(session).toMatchObject({ reads: 1, writes: 1, mode_changes: 1, blocks: 0 })
  })
})

test('the text report has a line for each session', async () => {
  const text = textReport(await plantStore())
  expect(text).toMatch(/By session\nprotocol +client +server +functions +exchanges/)
  expect(text).toMatch(/dnp3 +10\.0\.1\.1 +10\.0\.1\.2 +5 +5/)
})

describe('the JSON report', () => {
  const report = async () => JSON.parse(jsonReport(await plantStore()))

  test('has the keys of the earlier S7comm tool', async () => {
    const { s7comm } = (await report()).protocols
    expect(s7comm).toMatchObject({
      report: 's7comm_protocol_security_analysis',
      total_s7_packets: 5,
      total_findings: 0,
      severity_summary: { critical: 0 },
      traffic_patterns: {
        total_packets: 5,
        function_distribution: { read_var: 2, write_var: 1, plc_stop: 1, setup_communication: 1 },
        top_sources: [
          ['10.0.2.1', 4],
          ['10.0.2.9', 1],
        ],
        top_destinations: [['10.0.2.2', 5]],
      },
      findings: [],
    })
  })

  test('has the session summary of the earlier DNP3 tool', async () => {
    const { dnp3: section } = (await report()).protocols
    expect(section.sessions).toEqual([
      {
        master_ip: '10.0.1.1',
        outstation_ip: '10.0.1.2',
        packets: 5,
        functions: { READ: 1, SELECT: 1, OPERATE: 1, COLD_RESTART: 1, OPEN_FILE: 1 },
        control_commands: 2,
        file_operations: 1,
        restart_commands: 1,
      },
    ])
  })

  test('has the keys of the earlier Modbus tool', async () => {
    const { modbus: section } = (await report()).protocols
    expect(section).toMatchObject({
      report_generated: expect.any(String),
      total_anomalies: 0,
      severity_summary: { critical: 0 },
      alerts: [],
    })
  })
})
