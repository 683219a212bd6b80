import { exportBaseline, importBaseline } from '../../src/baseline/transfer.js'
import { loadDetectors } from '../../src/detect/load.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import { modbus, polls, siteStart } from '../support/site.js'
import { all, emptyStore } from '../support/store.js'
import { fileWith } from '../support/temporary.js'
import { jsonLog } from '../support/zeek-log.js'

const pair = '10.0.0.1->10.0.0.2'
const read = (value: unknown) => {
  const db = emptyStore()
  importBaseline(db, JSON.stringify(value))
  return db
}

const paced = {
  modbus_baselines: {
    [pair]: {
      allowed_function_codes: [3],
      polling_interval_avg_sec: 60,
      polling_interval_stddev: 0.5,
    },
    '10.0.0.1->10.0.0.3': { allowed_function_codes: [3, 6], polling_interval_avg_sec: 0 },
  },
}
const counted = {
  fc_counts: { [pair]: { '3': 90, '6': 10 }, '10.0.0.1->10.0.0.3': { '3': 5 } },
  register_ranges: { [pair]: [0, 1, [30, 32]] },
  total_packets: 105,
  register_values: {
    '1': { min: 100, max: 200, mean: 150.5, std: 20, count: 500 },
    '99': { min: 0, max: 1, mean: 0.5, std: 0.5, count: 400 },
    '7': { min: null, max: null, mean: 0, std: 0, count: 0 },
  },
}

test('the pace of a pair is kept for any unit, function and address', () => {
  const db = read(paced)
  expect(
    all(
      db,
      `SELECT client, server, unit, function_code, address, mean, standard_deviation, not_judged
       FROM v_baseline_timing`,
    ),
  ).toEqual([
    {
      client: '10.0.0.1',
      server: '10.0.0.2',
      unit: null,
      function_code: -1,
      address: null,
      mean: 60,
      standard_deviation: 0.5,
      not_judged: null,
    },
  ])
})

test('values are kept for the servers that use the address, or for all', () => {
  expect(
    all(
      read(counted),
      `SELECT server, unit, address, n, min, max, mean, standard_deviation
       FROM v_baseline_register ORDER BY address, server`,
    ),
  ).toEqual([
    {
      server: '10.0.0.2',
      unit: null,
      address: 1,
      n: 500,
      min: 100,
      max: 200,
      mean: 150.5,
      standard_deviation: 20,
    },
    expect.objectContaining({ server: '10.0.0.2', address: 99 }),
    expect.objectContaining({ server: '10.0.0.3', address: 99, max: 1, n: 400 }),
  ])
})

test('the share of each function is as it was', () => {
  expect(
    all(
      read(counted),
      'SELECT server, function_code, share FROM v_baseline_function ORDER BY 1, 2',
    ),
  ).toEqual([
    { server: '10.0.0.2', function_code: 3, share: 0.9 },
    { server: '10.0.0.2', function_code: 6, share: 0.1 },
    { server: '10.0.0.3', function_code: 3, share: 1 },
  ])
})

test.each([
  ['modbus_baselines', paced],
  ['fc_counts', counted],
  [
    'authorized_communications',
    { authorized_communications: [{ master_ip: '10.0.1.1', outstation_ip: '10.0.1.2' }] },
  ],
])('%s comes through export and import unchanged', (_, value) => {
  const first = exportBaseline(read(value))
  const second = exportBaseline(read(first))
  expect(second.tables).toEqual(first.tables)
  expect(Object.keys(first.tables).length).toBeGreaterThan(1)
})

test('what was imported is judged by: a pace of another kind, and a value out of range', async () => {
  const db = emptyStore()
  const fast = Array.from({ length: 60 }, (_, at) => modbus(3600 + at * 20))
  const rows = [
    ...polls(0, 1),
    ...fast,
    modbus(50, { address: 1, quantity: 1, response_values: [999] }),
  ]
  await ingest(db, [fileWith('modbus_detailed.log', jsonLog(rows))])
  importBaseline(db, JSON.stringify({ ...paced }))
  await detect(db, { detectors: loadDetectors() })
  const found = () => all<{ detector: string; first_seen: number }>(db, 'SELECT * FROM v_findings')
  const [pace] = found().filter((each) => each.detector === 'pair-interval-change')
  expect(pace?.first_seen).toBeGreaterThan(siteStart + 3600)
  importBaseline(db, JSON.stringify(counted))
  await detect(db, { detectors: loadDetectors() })
  expect(found().map((each) => each.detector)).toContain('modbus-value-range')
})

test.each([
  [
    { modbus_baselines: { [pair]: { polling_interval_avg_sec: 'soon' } } },
    'polling_interval_avg_sec',
  ],
  [{ modbus_baselines: { [pair]: { polling_interval_avg_sec: -1 } } }, 'polling_interval_avg_sec'],
  [{ fc_counts: {}, register_values: { x: { count: 1 } } }, '/register_values/x'],
  [{ fc_counts: {}, register_values: { '5': { min: 9, max: 1, count: 3 } } }, '/register_values/5'],
])('%j is refused, and the place is named', (value, place) => {
  expect(() => read(value)).toThrow(place)
})
