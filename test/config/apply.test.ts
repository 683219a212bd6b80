import { applyPolicy, forgetPolicy } from '../../src/config/apply.js'
import { parsePolicy } from '../../src/config/load.js'
import { setRole } from '../../src/config/roles.js'
import { all, emptyStore, one } from '../support/store.js'

const policy = (text: string) => parsePolicy('p.yaml', text)
const roles = 'SELECT role, address FROM policy_address ORDER BY role, address'

test('roles of the policy and lists of the command line add up, and each is taken back by itself', () => {
  const db = emptyStore()
  applyPolicy(
    db,
    policy('clients: [10.0.0.1, 10.0.0.2]\nassets: [{address: 10.0.0.7, role: workstation}]'),
  )
  setRole(db, 'client', ['10.0.0.2', '10.0.0.3'])
  expect(all(db, roles).map((row) => Object.values(row).join(' '))).toEqual([
    'client 10.0.0.1',
    'client 10.0.0.2',
    'client 10.0.0.3',
    'workstation 10.0.0.7',
  ])
  forgetPolicy(db)
  expect(one(db, 'SELECT group_concat(address) FROM policy_address')).toBe('10.0.0.2,10.0.0.3')
})

test('points are kept by table and 0-based address, in either notation', () => {
  const db = emptyStore()
  applyPolicy(
    db,
    policy(`points:
  - {address: 40001, name: a}
  - {address: 400001, name: b}
  - {address: '00018', name: c}
  - {table: holding, address: 0, name: d, type: f32, word_order: little}
  - {address: 30065, name: e, server: 10.0.0.2, unit: 3}`),
  )
  expect(
    all(db, 'SELECT name, point_table, address, type, words, server, unit FROM policy_point').map(
      (row) => Object.values(row).join(' '),
    ),
  ).toEqual([
    'a holding 0 u16 1  -1',
    'b holding 0 u16 1  -1',
    'c coil 17 bit 1  -1',
    'd holding 0 f32 2  -1',
    'e input 64 u16 1 10.0.0.2 3',
  ])
})

test('hours that cross midnight, and the end of the week, are split', () => {
  const db = emptyStore()
  applyPolicy(db, policy('operating_hours: [{days: [fri, sun], from: "22:00", to: "06:00"}]'))
  const hour = 3600
  expect(all(db, 'SELECT week_from, week_to FROM policy_hours ORDER BY week_from')).toEqual([
    { week_from: 0, week_to: 6 * hour },
    { week_from: (4 * 24 + 22) * hour, week_to: (5 * 24 + 6) * hour },
    { week_from: (6 * 24 + 22) * hour, week_to: 7 * 24 * hour },
  ])
})

test('times are local to the site, through summer and winter', () => {
  const db = emptyStore()
  applyPolicy(
    db,
    policy(`timezone: Europe/Berlin
maintenance:
  - {from: 2026-01-05 08:00, to: 2026-01-05 09:00}
  - {from: 2026-07-05 08:00, to: 2026-07-05T09:00:00Z}`),
  )
  const iso = (column: string) =>
    all(
      db,
      `SELECT strftime('%Y-%m-%dT%H:%M', ${column}, 'unixepoch') AS at FROM policy_window`,
    ).map((row) => row.at)
  expect(iso('since')).toEqual(['2026-01-05T07:00', '2026-07-05T06:00'])
  expect(iso('until')).toEqual(['2026-01-05T08:00', '2026-07-05T09:00'])
  const shift = 'SELECT shift FROM policy_clock WHERE since <= ? AND until > ?'
  const change = Date.UTC(2026, 2, 29, 1) / 1000
  expect([one(db, shift, change - 60, change - 60), one(db, shift, change, change)]).toEqual([
    3600, 7200,
  ])
})
