import type Database from 'better-sqlite3'
import { OtsiftError } from '../errors.js'
import { Collector, type EarlierBaseline } from './earlier-tables.js'

/** Outstations answer these to any master that says nothing else. */
const dnp3Default = [0, 1]

/**
 * Reads the three forms that earlier tools wrote: `modbus_baselines`, `fc_counts` and
 * `authorized_communications`. Throws `input` for anything else.
 */
export function fromEarlier(
  db: Database.Database,
  value: unknown,
  place: { file?: string },
): EarlierBaseline {
  const found = new Collector(db, place)
  const root = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  if ('modbus_baselines' in root) readPairs(found, root.modbus_baselines)
  else if ('fc_counts' in root) readCounts(found, root)
  else if ('authorized_communications' in root)
    readAuthorized(found, root.authorized_communications)
  else {
    throw new OtsiftError(
      'input',
      'This is no baseline that otsift knows.',
      'It reads its own, and those with modbus_baselines, fc_counts or authorized_communications.',
      place,
    )
  }
  return found.result()
}

/** `{"src->dst": {allowed_function_codes, polling_interval_avg_sec, polling_interval_stddev}}`. */
function readPairs(found: Collector, value: unknown): void {
  for (const [key, profile] of entries(found, value, '/modbus_baselines')) {
    const path = `/modbus_baselines/${key}`
    const pair = found.pair('modbus', key, path)
    const own = (profile ?? {}) as Record<string, unknown>
    const codes = own.allowed_function_codes ?? []
    for (const code of list(found, codes, `${path}/allowed_function_codes`)) {
      found.function(pair, code, 0, path)
    }
    const { polling_interval_avg_sec: mean, polling_interval_stddev: deviation } = own
    // 0 and null are what that tool writes for a pair it has seen once.
    if (mean === undefined || mean === null || mean === 0) continue
    found.pace(pair, {
      mean: found.amount(mean, `${path}/polling_interval_avg_sec`),
      deviation: found.amount(deviation ?? 0, `${path}/polling_interval_stddev`),
    })
  }
}

/**
 * `{fc_counts: {"src->dst": {"3": n}}, register_ranges: {"src->dst": […]},
 * register_values: {addr: {min, max, mean, std, count}}}`; total_packets is the sum of the counts.
 */
function readCounts(found: Collector, root: Record<string, unknown>): void {
  for (const [key, counts] of entries(found, root.fc_counts, '/fc_counts')) {
    const path = `/fc_counts/${key}`
    const pair = found.pair('modbus', key, path)
    for (const [code, count] of entries(found, counts, path)) {
      found.function(pair, code, found.integer(count, `${path}/${code}`), path)
    }
  }
  for (const [key, ranges] of entries(found, root.register_ranges ?? {}, '/register_ranges')) {
    const path = `/register_ranges/${key}`
    found.pair('modbus', key, path)
    for (const range of list(found, ranges, path)) found.addresses(key, range, path)
  }
  for (const [key, value] of entries(found, root.register_values ?? {}, '/register_values')) {
    readValues(found, key, value)
  }
}

function readValues(found: Collector, key: string, value: unknown): void {
  const path = `/register_values/${key}`
  const fields = new Map(entries(found, value, path))
  const number = (name: string) => found.amount(fields.get(name) ?? 0, `${path}/${name}`)
  const address = found.integer(key, path)
  if (address > 65_535) found.fail(path, 'is no address of a register')
  const n = found.integer(fields.get('count') ?? 0, `${path}/count`)
  if (n === 0) return
  const [min, max] = [found.integer(fields.get('min'), `${path}/min`), number('max')]
  if (max < min) found.fail(path, 'has a max below its min')
  found.values(address, { min, max, mean: number('mean'), deviation: number('std'), n })
}

/** `[{master_ip, outstation_ip, expected_function_codes}]`. */
function readAuthorized(found: Collector, value: unknown): void {
  list(found, value, '/authorized_communications').forEach((each, index) => {
    const path = `/authorized_communications/${index}`
    const { master_ip, outstation_ip, expected_function_codes } = (each ?? {}) as Record<
      string,
      unknown
    >
    const pair = found.pair(
      'dnp3',
      `${String(master_ip ?? '')}->${String(outstation_ip ?? '')}`,
      path,
    )
    for (const code of list(found, expected_function_codes ?? dnp3Default, path)) {
      found.function(pair, code, 0, path)
    }
  })
}

function entries(found: Collector, value: unknown, path: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    found.fail(path, 'is no object')
  return Object.entries(value)
}

function list(found: Collector, value: unknown, path: string): unknown[] {
  if (!Array.isArray(value)) found.fail(path, 'is no list')
  return value
}
