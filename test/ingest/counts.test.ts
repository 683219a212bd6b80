import { ingest } from '../../src/ingest/run.js'
import { all, storeOf } from '../support/store.js'
import { fileWith } from '../support/temporary.js'
import { connection, direction, jsonLog, type LogRow, prefix, tsvLog } from '../support/zeek-log.js'

/** The same traffic, an exchange a line: request, response, and what it asks. */
const traffic = [
  { ts: 100, took: 0.1, tid: 1, func: 'READ_HOLDING_REGISTERS', address: 10, quantity: 2 },
  { ts: 101, took: 0.1, tid: 2, func: 'WRITE_SINGLE_REGISTER', address: 5, quantity: 1 },
  { ts: 102, took: 0.1, tid: 3, func: 'READ_COILS', address: 9, exception: 'ILLEGAL_DATA_ADDRESS' },
  { ts: 103, tid: 4, func: 'READ_COILS', address: 0, quantity: 8 },
] as const

const base = (ts: number) => ({ ...connection, ts })

function messages(rowOf: (each: (typeof traffic)[number], answer: boolean) => LogRow): LogRow[] {
  return traffic.flatMap((each) => {
    const request = { ...base(each.ts), ...rowOf(each, false) }
    if (!('took' in each)) return [request]
    return [request, { ...base(each.ts + each.took), ...rowOf(each, true) }]
  })
}

function named(func: string, exception: string | undefined, answer: boolean): string {
  return answer && exception !== undefined ? `${func}_EXCEPTION` : func
}

const exceptionOf = (each: (typeof traffic)[number]) =>
  'exception' in each ? each.exception : undefined

const since51 = messages((each, answer) => ({
  tid: each.tid,
  unit: 1,
  func: named(each.func, exceptionOf(each), answer),
  pdu_type: answer ? 'RESP' : 'REQ',
  ...(answer && 'exception' in each ? { exception: each.exception } : {}),
}))

const directed = (unit: string, way: string) =>
  messages((each, answer) => ({
    ...(unit === 'unit' ? { tid: each.tid } : {}),
    [unit]: 1,
    func: named(each.func, exceptionOf(each), answer),
    [way]: answer ? 'RESPONSE' : 'REQUEST',
    ...(answer && 'exception' in each ? { values: each.exception } : { address: each.address }),
  }))

const transactions = traffic.map((each) => ({
  ...base(each.ts),
  tid: each.tid,
  unit: 1,
  func: each.func,
  address: each.address,
  matched: 'took' in each,
  ...('exception' in each ? { exception_code: each.exception } : {}),
}))

const responsesOnly = traffic
  .filter((each) => 'took' in each)
  .map((each) => ({
    ...base(each.ts),
    func: named(each.func, exceptionOf(each), true),
    ...('exception' in each ? { exception: each.exception } : {}),
  }))

const shapes: Record<string, readonly [string, string]> = {
  'modbus.log since 5.1': [
    'modbus',
    tsvLog('modbus', `${prefix} tid unit func pdu_type exception`, since51),
  ],
  'modbus.log since 5.1 as JSON': ['modbus', jsonLog(since51)],
  'modbus_detailed v1': [
    'modbus_detailed',
    tsvLog(
      'modbus_detailed',
      `${prefix} unit_id func network_direction address quantity values`,
      directed('unit_id', 'network_direction'),
    ),
  ],
  'modbus_detailed v1.1': [
    'modbus_detailed',
    tsvLog(
      'modbus_detailed',
      `${prefix} ${direction} unit_id func request_response address quantity values`,
      directed('unit_id', 'request_response'),
    ),
  ],
  'modbus_detailed v2': [
    'modbus_detailed',
    tsvLog(
      'modbus_detailed',
      `${prefix} ${direction} tid unit func request_response address quantity values`,
      directed('unit', 'request_response'),
    ),
  ],
  'modbus_detailed v3': [
    'modbus_detailed',
    tsvLog(
      'modbus_detailed',
      `${prefix} tid unit func address quantity request_values response_values matched exception_code`,
      transactions,
    ),
  ],
}

const exchanges = `SELECT function, sum(exchanges) AS exchanges, sum(responses) AS responses,
  sum(exceptions) AS exceptions FROM v_activity GROUP BY function ORDER BY function`

const expected = [
  { function: 'READ_COILS', exchanges: 2, responses: 1, exceptions: 1 },
  { function: 'READ_HOLDING_REGISTERS', exchanges: 1, responses: 1, exceptions: 0 },
  { function: 'WRITE_SINGLE_REGISTER', exchanges: 1, responses: 1, exceptions: 0 },
]

describe('the same traffic counts the same through', () => {
  test.each(Object.entries(shapes))('%s', async (_, [log, text]) => {
    expect(all(await storeOf(fileWith(`${log}.log`, text)), exchanges)).toEqual(expected)
  })

  test('two logs of it at once', async () => {
    const [first, second] = [shapes['modbus.log since 5.1'], shapes['modbus_detailed v3']]
    const db = await storeOf(
      fileWith('modbus.log', first?.[1] ?? ''),
      fileWith('modbus_detailed.log', second?.[1] ?? ''),
    )
    expect(all(db, exchanges)).toEqual(expected)
    expect(all(db, 'SELECT DISTINCT log FROM v_ot')).toEqual([{ log: 'modbus_detailed' }])
  })

  test('modbus.log up to 5.0, but for what was not answered', async () => {
    const text = tsvLog('modbus', `${prefix} func exception`, responsesOnly)
    const db = await storeOf(fileWith('modbus.log', text))
    expect(all(db, exchanges)).toMatchObject([
      { function: 'READ_COILS', exchanges: 1, exceptions: 1 },
      { exchanges: 1 },
      { exchanges: 1 },
    ])
  })
})

describe('the richest log of an hour is counted', () => {
  const request = (ts: number) => [
    { ...connection, ts, tid: 1, unit: 1, func: 'READ_COILS', pdu_type: 'REQ' },
  ]
  const poor = tsvLog('modbus', `${prefix} tid unit func pdu_type`, [
    ...request(100),
    ...request(4000),
  ])
  const rich = tsvLog('modbus_detailed', `${prefix} tid unit func matched`, [
    { ...connection, ts: 100, tid: 1, unit: 1, func: 'READ_COILS', matched: true },
  ])

  test('hour by hour', async () => {
    const db = await storeOf(fileWith('modbus.log', poor), fileWith('modbus_detailed.log', rich))
    expect(all(db, 'SELECT ts, log FROM v_modbus ORDER BY ts')).toEqual([
      { ts: 100, log: 'modbus_detailed' },
      { ts: 4000, log: 'modbus' },
    ])
  })

  test('sensor by sensor', async () => {
    const system = (sensor: string, text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.stringify({ ...JSON.parse(line), _system_name: sensor }))
        .join('\n')
        .concat('\n')
    const db = await storeOf(
      fileWith('modbus.log', system('north', jsonLog(request(100)))),
      fileWith(
        'modbus_detailed.log',
        system(
          'south',
          jsonLog([{ ...connection, ts: 100, tid: 1, unit: 1, func: 'READ_COILS', matched: true }]),
        ),
      ),
    )
    expect(all(db, 'SELECT sensor, log FROM v_modbus ORDER BY sensor')).toEqual([
      { sensor: 'north', log: 'modbus' },
      { sensor: 'south', log: 'modbus_detailed' },
    ])
  })

  test('the minutes of an hour that gets a richer log are judged again', async () => {
    const db = await storeOf(fileWith('modbus.log', poor))
    db.exec('DELETE FROM dirty_minute')
    await ingest(db, [fileWith('modbus_detailed.log', rich)])
    expect(all(db, 'SELECT count(*) AS minutes FROM dirty_minute')).toEqual([{ minutes: 60 }])
  })
})

test('the blocks of one control without acknowledgement are one exchange', async () => {
  const block = { function_code: 'DIRECT_OPERATE_NR', block_type: 'Control Relay Output Block' }
  const text = tsvLog('dnp3_control', `${prefix} block_type function_code index_number`, [
    { ...connection, ts: 100, ...block, index_number: 1 },
    { ...connection, ts: 100, ...block, index_number: 2 },
    { ...connection, ts: 160, ...block, index_number: 1 },
  ])
  const db = await storeOf(fileWith('dnp3_control.log', text))
  expect(all(db, 'SELECT function, sum(exchanges) AS n FROM v_activity GROUP BY 1')).toEqual([
    { function: 'DIRECT_OPERATE_NR', n: 2 },
  ])
})
