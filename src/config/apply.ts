import type { Database } from 'better-sqlite3'
import { momentOf, type Shift, shiftsOf, weekStretches } from './clock.js'
import { functionCode, type LoadedPolicy } from './load.js'
import type { Maintenance, Point, Policy } from './policy.js'
import { placeOf, typeOf, wordsOf } from './register.js'
import { type Role, refreshRoles } from './roles.js'

type Value = string | number | null
type Rows = readonly (readonly Value[])[]

const everWeek: readonly [number, number] = [0, 7 * 86_400]
const always: readonly [number, number] = [0, 253_402_300_800]

/** Writes a policy into the database, in place of the one before. */
export function applyPolicy(db: Database, { policy, document, hash }: LoadedPolicy): void {
  write(db, policy, [[document.path, hash, JSON.stringify(policy)]])
}

/** Takes the policy out of the database; lists of the command line stay. */
export function forgetPolicy(db: Database): void {
  write(db, {}, [])
}

function write(db: Database, policy: Policy, row: Rows): void {
  const shifts = shiftsOf(policy.timezone ?? 'UTC')
  db.transaction(() => {
    fill(db, 'policy', row)
    fill(db, 'policy_asset', assetRows(policy))
    fill(db, 'policy_unit', unitRows(policy))
    fill(db, 'policy_stand_in', standInRows(policy))
    fill(db, 'policy_function', functionRows(policy))
    writePoints(db, policy.points ?? [])
    fill(
      db,
      'policy_clock',
      shifts.map((each) => [each.since, each.until, each.shift]),
    )
    fill(db, 'policy_hours', (policy.operating_hours ?? []).flatMap(weekStretches))
    fill(
      db,
      'policy_window',
      (policy.maintenance ?? []).flatMap((each) => windowRows(each, shifts)),
    )
    fill(db, 'policy_network', networkRows(policy))
    fill(db, 'policy_conduit', conduitRows(policy))
    fill(db, 'policy_detector', detectorRows(policy))
    writeRoles(db, policy)
    writeSuppressions(db, policy, shifts)
  })()
}

const limitsKey = 'register_limits'

/**
 * Adds points that the command line gives to those of the policy, until it gives others; `undefined` takes them
 * back. What the policy maps itself stays as it says.
 */
export function setRegisterLimits(db: Database, points: readonly Point[] | undefined): void {
  db.transaction(() => {
    db.prepare('DELETE FROM meta WHERE key = ?').run(limitsKey)
    if (points) db.prepare('INSERT INTO meta VALUES (?, ?)').run(limitsKey, JSON.stringify(points))
    const document = db.prepare('SELECT document FROM policy').pluck().get()
    writePoints(db, (JSON.parse(String(document ?? '{}')) as Policy).points ?? [])
  })()
}

function writePoints(db: Database, own: readonly Point[]): void {
  const limits = db.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(limitsKey)
  const added = JSON.parse(String(limits ?? '[]')) as Point[]
  const mapped = new Set(own.map((point) => JSON.stringify(placeOf(point))))
  const others = added.filter((point) => !mapped.has(JSON.stringify(placeOf(point))))
  fill(db, 'policy_point', pointRows([...own, ...others]))
}

/** Puts these rows in place of what the table held; of equal keys the first stays. */
function fill(db: Database, table: string, rows: Rows): void {
  db.prepare(`DELETE FROM ${table}`).run()
  for (const row of rows) {
    db.prepare(`INSERT OR IGNORE INTO ${table} VALUES (${row.map(() => '?').join(', ')})`).run(row)
  }
}

const tagged = (tags: readonly string[] = []) => [
  tags.includes('safety') ? 1 : 0,
  tags.includes('critical') ? 1 : 0,
]

function assetRows({ assets = [] }: Policy): Rows {
  return assets.map(({ address, name, role, tags }) => [
    address,
    name ?? null,
    role ?? null,
    ...tagged(tags),
  ])
}

function unitRows({ assets = [] }: Policy): Rows {
  return assets.flatMap(({ address, units = [] }) =>
    units.map(({ unit, name, tags }) => [address, unit, name ?? null, ...tagged(tags)]),
  )
}

function standInRows({ stand_ins = [] }: Policy): Rows {
  return stand_ins.flatMap((group) =>
    group.flatMap((address) =>
      group.filter((peer) => peer !== address).map((peer) => [address, peer]),
    ),
  )
}

function functionRows({ functions = [] }: Policy): Rows {
  return functions.flatMap(({ protocol = 'modbus', client = '', server = '', unit = -1, allow }) =>
    allow.map((name) => [protocol, client, server, unit, functionCode(protocol, name) ?? -1]),
  )
}

function pointRows(points: readonly Point[]): Rows {
  return points.flatMap((point, index) => pointRow(point, index + 1))
}

function pointRow(point: Point, id: number): Rows {
  const place = placeOf(point)
  if (!place) return []
  const type = typeOf(point, place.table)
  const { server = '', unit = -1, word_order = 'big', scale = 1, tags = [] } = point
  return [
    [
      id,
      server,
      unit,
      place.table,
      place.address,
      wordsOf(type),
      type,
      word_order,
      scale,
      point.name,
      point.engineering_unit ?? '',
      point.min ?? null,
      point.max ?? null,
      point.max_rate ?? null,
      tags.includes('setpoint') ? 1 : 0,
      tags.includes('alarm_limit') ? 1 : 0,
    ],
  ]
}

function windowRows(
  { days, from, to, servers = [''] }: Maintenance,
  shifts: readonly Shift[],
): Rows {
  const stretches: Rows = days
    ? weekStretches({ days, from, to }).map((week) => [...always, ...week])
    : [[momentOf(from, shifts), momentOf(to, shifts), ...everWeek]]
  return servers.flatMap((server) => stretches.map((stretch) => [...stretch, server]))
}

function networkRows({ networks = [], zones = {}, assets = [] }: Policy): Rows {
  return [
    // An asset says its own zone, over the network it lies in.
    ...assets.flatMap(({ address, zone }) => (zone === undefined ? [] : [[address, zone]])),
    ...Object.entries(zones).flatMap(([zone, { networks: own }]) =>
      own.map((network) => [network, zone]),
    ),
    ...networks.map((network) => [network, '']),
  ]
}

function conduitRows({ zones = {} }: Policy): Rows {
  return Object.entries(zones).flatMap(([zone, { may_reach = [] }]) =>
    may_reach.map((other) => [zone, other]),
  )
}

function detectorRows({ detectors = {} }: Policy): Rows {
  return Object.entries(detectors).map(([id, { level, enabled = true, params = {} }]) => [
    id,
    level ?? null,
    enabled ? 1 : 0,
    JSON.stringify(params),
  ])
}

function writeRoles(db: Database, policy: Policy): void {
  const stations = (policy.assets ?? []).filter((each) => each.role === 'workstation')
  const roles: readonly (readonly [Role, readonly string[]])[] = [
    ['client', policy.clients ?? []],
    ['writer', policy.writers ?? []],
    ['workstation', [...(policy.workstations ?? []), ...stations.map((each) => each.address)]],
  ]
  db.prepare("DELETE FROM policy_role WHERE origin = 'policy'").run()
  const add = db.prepare("INSERT OR IGNORE INTO policy_role VALUES ('policy', ?, ?)")
  for (const [role, addresses] of roles) for (const address of addresses) add.run(role, address)
  refreshRoles(db)
}

function writeSuppressions(db: Database, policy: Policy, shifts: readonly Shift[]): void {
  db.prepare('DELETE FROM suppression WHERE policy = 1').run()
  const add = db.prepare(
    `INSERT INTO suppression (detector, client, server, unit, address, severity, reason, who, created, expires, policy)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'policy', '', ?, 1)`,
  )
  for (const each of policy.suppressions ?? []) {
    const expires = each.until === undefined ? null : momentOf(each.until, shifts)
    const scope = [each.detector, each.client, each.server, each.unit, each.address]
    add.run(
      ...scope.map((value) => value ?? null),
      each.severity ?? 'critical',
      each.reason,
      expires,
    )
  }
}
