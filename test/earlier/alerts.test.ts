import type { Database } from '../../src/store/database.js'
import { modbus, siteStart } from '../support/site.js'
import type { LogRow } from '../support/zeek-log.js'
import {
  called,
  historian,
  type Logs,
  learned,
  learnedFor,
  plain,
  polls,
  scan,
  stranger,
  write,
} from './plant.js'

const after = learnedFor + 120
const violation = (at: number, change: LogRow = {}): LogRow => ({
  ts: siteStart + at,
  analyzer_kind: 'protocol',
  analyzer_name: 'MODBUS',
  uid: 'C1',
  'id.orig_h': '10.0.0.1',
  'id.orig_p': 40_000,
  'id.resp_h': '10.0.0.2',
  'id.resp_p': 502,
  proto: 'tcp',
  failure_reason: 'invalid protocol id 1 in Modbus/TCP header',
  ...change,
})
const exceptions = (count: number): LogRow[] =>
  Array.from({ length: count }, (_, index) =>
    plain(after + index * 5, 'READ_HOLDING_REGISTERS', {
      tid: index,
      exception: 'ILLEGAL_DATA_ADDRESS',
    }),
  ).flat()

/** Name of the alert, what triggers it, and what is near it and does not. */
type Alert = readonly [string, Logs, string, Logs]

const learnedAlerts: readonly Alert[] = [
  [
    'ROGUE_MODBUS_MASTER',
    { detailed: [modbus(after, stranger)] },
    'the HMI from another port',
    { detailed: [modbus(after, { uid: 'C2', 'id.orig_p': 50_000, quantity: 1 })] },
  ],
  [
    'UNAUTHORIZED_MODBUS_WRITE',
    { detailed: [write(after, 40, 2, historian)] },
    'the HMI writes what it always writes',
    { detailed: [write(after, 40, 2)] },
  ],
  [
    'REGISTER_VALUE_OUT_OF_RANGE',
    { detailed: [modbus(after, { quantity: 1, response_values: [240] })] },
    'a value within a tenth of the learned range',
    { detailed: [modbus(after, { quantity: 1, response_values: [163] })] },
  ],
  [
    'DEVICE_ENUMERATION',
    { detailed: [modbus(after, { ...historian, func: 'ENCAP_INTERFACE_TRANSPORT' })] },
    'the HMI asks for the identity as it always did',
    { detailed: [modbus(after, { func: 'ENCAP_INTERFACE_TRANSPORT' })] },
  ],
  [
    'NEW_FUNCTION_CODE',
    { detailed: [modbus(after, { func: 'READ_COILS' })] },
    'the function it always uses',
    { detailed: [modbus(after, { quantity: 1 })] },
  ],
  [
    'REGISTER_VALUE_EXCESSIVE_RATE',
    {
      detailed: [
        modbus(after, { quantity: 1, response_values: [102] }),
        modbus(after + 60, { quantity: 1, response_values: [150] }),
      ],
    },
    'steps as it always has them',
    {
      detailed: [
        modbus(after, { quantity: 1, response_values: [102] }),
        modbus(after + 60, { quantity: 1, response_values: [103] }),
      ],
    },
  ],
  [
    'TIMING_ANOMALY',
    { detailed: polls(learnedFor, 30, 10) },
    'one poll is lost',
    { detailed: [...polls(learnedFor, 6), ...polls(learnedFor + 420, 6)] },
  ],
  [
    'UNAUTHORIZED_CLIENT',
    { detailed: [modbus(after, stranger)] },
    'the historian',
    { detailed: [modbus(after, { ...historian, address: 20 })] },
  ],
  [
    'UNAUTHORIZED_FUNCTION_CODE',
    { detailed: [modbus(after, { ...historian, func: 'READ_INPUT_REGISTERS' })] },
    'what the pair is used to',
    { detailed: [modbus(after, { ...historian, address: 20 })] },
  ],
  [
    'WRITE_OPERATION',
    { detailed: [write(after, 41, 7, stranger), write(after, 41, 7, historian)] },
    'a hundred learned writes',
    { detailed: Array.from({ length: 12 }, (_, index) => write(after + index * 400, 40, 2)) },
  ],
]

const plainAlerts: readonly Alert[] = [
  ['EXCEPTION_BURST', { modbus: exceptions(10) }, 'nine', { modbus: exceptions(9) }],
  [
    'MALFORMED_MBAP_HEADER',
    { modbus: exceptions(1), analyzer: [violation(after)] },
    'what is malformed is HTTP',
    {
      modbus: exceptions(1),
      analyzer: [violation(after, { analyzer_name: 'HTTP', 'id.resp_p': 80 })],
    },
  ],
  [
    'PROTOCOL_VIOLATION',
    { modbus: exceptions(1), analyzer: [violation(after)] },
    'a confirmation, as Zeek 5.2 to 7 log it, is none',
    { modbus: exceptions(1) },
  ],
  [
    'BROADCAST_WRITE',
    { modbus: plain(after, 'MASK_WRITE_REGISTER', { unit: 0 }) },
    'a read of unit 0, and a write of unit 1',
    {
      modbus: [
        ...plain(after, 'READ_HOLDING_REGISTERS', { unit: 0 }),
        ...plain(after + 5, 'MASK_WRITE_REGISTER', { unit: 1 }),
      ],
    },
  ],
]

const open: Database[] = []

afterEach(() => {
  for (const db of open.splice(0)) db.close()
})

describe.each([
  ['with what was learned', learnedAlerts, learned],
  ['in a scan of logs alone', plainAlerts, scan],
] as const)('alerts of the earlier Modbus tools, %s', (_, alerts, judge) => {
  test.each(alerts)('%s', async (alias, hit, why, near) => {
    const db = await judge(hit)
    open.push(db)
    expect(called(db, alias)).not.toEqual([])
    const quiet = await judge(near)
    open.push(quiet)
    expect([why, called(quiet, alias)]).toEqual([why, []])
  })
})
