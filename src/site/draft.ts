import { isIP } from 'node:net'
import { pathToFileURL } from 'node:url'
import type Database from 'better-sqlite3'
import { schemaPath } from '../config/load.js'

const changing = "('write', 'control', 'program', 'mode', 'restart', 'file', 'config')"
/** Points and pairs that a draft lists at most: it is to be read by a person. */
const most = 200

interface Host {
  readonly address: string
  /** Protocols it serves, and whom it asks. */
  readonly serves: string | null
  readonly asks: number
  readonly units: string | null
}

/**
 * The text of a policy drawn from the active baseline, or from all that was read where there is none: hosts,
 * clients and writers stand as they were seen; what only a person can know stands in comments.
 */
export function draftPolicy(db: Database.Database): string {
  const learned = db.prepare('SELECT 1 FROM baseline WHERE active = 1').get() !== undefined
  const pairs = learned ? 'learned_channel' : 'channel'
  const functions = learned ? 'learned_function' : 'v_series'
  return [
    `# yaml-language-server: $schema=${pathToFileURL(schemaPath).href}`,
    `# Site policy of otsift, drawn from ${learned ? 'the active baseline' : 'all logs that were read'}. Read it, correct it, then run`,
    '# `otsift policy check`. Every key is optional; what you leave out is not judged by the policy.',
    '',
    '# Time zone of the plant (IANA name): it governs operating hours and maintenance windows.',
    'timezone: UTC',
    '',
    '# Names make findings readable; a tag safety or critical makes what happens to a host a step more severe.',
    ...section('assets', hostLines(db, pairs, functions)),
    '# Who may ask controllers at all, and who may write and control. Take out what should not be there.',
    ...section('clients', addressLines(db, `SELECT DISTINCT client FROM ${pairs}`)),
    ...section(
      'writers',
      addressLines(db, `SELECT DISTINCT client FROM ${functions} WHERE action IN ${changing}`),
    ),
    '# Engineering workstations may do both, and are expected in maintenance windows.',
    '# workstations:',
    '#   - 10.0.0.5',
    '',
    '# Hosts that stand in for each other, such as two redundant masters.',
    '# stand_ins:',
    '#   - [10.0.0.1, 10.0.0.2]',
    '',
    '# What belongs to the site: OT traffic with any other address is a finding.',
    ...section('networks', networkLines(db, pairs)),
    '# Functions that a client may use. A client and server that an entry names may use no other.',
    ...commented('functions', functionLines(db, functions)),
    '# Registers by name: what was written, with the values that were seen.',
    ...commented('points', pointLines(db, learned)),
    '# Hours in which people give commands, and windows in which the plant is worked on, in local time.',
    '# operating_hours:',
    '#   - {days: [mon, tue, wed, thu, fri], from: "06:00", to: "22:00"}',
    '# maintenance:',
    '#   - {from: 2026-03-05 08:00, to: 2026-03-05 16:00, servers: [10.0.0.2], reason: pump replacement}',
    '',
    '# Detectors: `otsift detectors list` has their ids, `otsift detectors show ID` their params.',
    '# detectors:',
    '#   modbus-write-flood: {params: {per_minute: 60}}',
    '#   new-server: {level: low}',
    '',
    '# Findings to hide when they are read; nothing is deleted.',
    '# suppressions:',
    '#   - {detector: poll-jitter, client: 10.0.0.1, until: 2026-06-30, reason: link is being replaced}',
    '',
  ].join('\n')
}

function section(key: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [`${key}: []`, ''] : [`${key}:`, ...lines, '']
}

function commented(key: string, lines: readonly string[]): string[] {
  return section(key, lines)
    .map((line) => (line === '' || line.startsWith('#') ? line : `# ${line}`))
    .map((line) => (line === `# ${key}: []` ? `# ${key}:` : line))
}

/** An address as YAML reads it: one of IPv6 has colons. */
function quoted(address: string): string {
  return isIP(address) === 6 ? `'${address}'` : address
}

function addressLines(db: Database.Database, sql: string): string[] {
  return (db.prepare(`${sql} ORDER BY 1`).pluck().all() as string[])
    .filter((address) => isIP(address) > 0)
    .map((address) => `  - ${quoted(address)}`)
}

function hostLines(db: Database.Database, pairs: string, functions: string): string[] {
  const hosts = db
    .prepare(
      `SELECT h.address,
         (SELECT group_concat(protocol, ', ') FROM (
           SELECT DISTINCT s.protocol FROM ${pairs} AS s
           WHERE s.server = h.address AND s.protocol <> 'cotp' ORDER BY 1
         )) AS serves,
         (SELECT count(DISTINCT c.server) FROM ${pairs} AS c WHERE c.client = h.address) AS asks,
         (SELECT group_concat(unit, ', ') FROM (
           SELECT DISTINCT f.unit FROM ${functions} AS f
           WHERE f.server = h.address AND f.unit IS NOT NULL ORDER BY 1 LIMIT 20
         )) AS units
       FROM (SELECT client AS address FROM ${pairs} UNION SELECT server FROM ${pairs}) AS h
       ORDER BY serves IS NULL, h.address`,
    )
    .all() as Host[]
  return hosts
    .filter((host) => isIP(host.address) > 0)
    .flatMap((host) => [
      `  # ${[served(host), host.asks > 0 ? `asks ${host.asks} ${host.asks === 1 ? 'server' : 'servers'}` : ''].filter((part) => part !== '').join('; ')}`,
      `  - address: ${quoted(host.address)}`,
      ...(host.serves !== null && host.asks === 0 ? ['    role: controller'] : []),
      '    # name: ',
    ])
}

function served({ serves, units }: Host): string {
  if (serves === null) return ''
  return `serves ${serves}${units === null ? '' : ` as unit ${units}`}`
}

/** Networks of 256 addresses that hold what was seen. */
function networkLines(db: Database.Database, pairs: string): string[] {
  const seen = db.prepare(`SELECT client FROM ${pairs} UNION SELECT server FROM ${pairs}`).pluck()
  const networks = (seen.all() as string[]).flatMap((address) => {
    if (isIP(address) === 4) return [address.replace(/\.\d+$/, '.0/24')]
    return isIP(address) === 6 ? [`'${address}/128'`] : []
  })
  return [...new Set(networks)].sort().map((network) => `  - ${network}`)
}

function functionLines(db: Database.Database, functions: string): string[] {
  const rows = db
    .prepare(
      `SELECT f.protocol, f.client, f.server, group_concat(coalesce(c.name, f.function_code), ', ') AS names
       FROM (
         SELECT DISTINCT protocol, client, server, function_code FROM ${functions}
         WHERE protocol IN ('modbus', 'dnp3', 's7comm', 's7comm-plus') ORDER BY 1, 2, 3, 4
       ) AS f
       LEFT JOIN function_code AS c
         ON c.protocol = f.protocol AND c.code = f.function_code AND c.sub_function = ''
       GROUP BY f.protocol, f.client, f.server
       LIMIT ${most}`,
    )
    .all() as { protocol: string; client: string; server: string; names: string }[]
  return rows.map(
    ({ protocol, client, server, names }) =>
      `  - {protocol: ${protocol}, client: ${quoted(client)}, server: ${quoted(server)}, allow: [${names}]}`,
  )
}

const learnedPoints = `SELECT p.server, p.unit, p.point_table, p.address, p.min AS low, p.max AS high
 FROM learned_point AS p
 WHERE EXISTS (
   SELECT 1 FROM learned_writer AS w
   WHERE w.server = p.server AND w.unit IS p.unit AND w.point_table = p.point_table
     AND p.address >= w.low AND p.address <= w.high
 )
 ORDER BY 1, 2, 3, 4
 LIMIT ${most}`

const seenPoints = `SELECT v.server, v.unit, v.point_table, v.address, min(v.min) AS low, max(v.max) AS high
 FROM v_point_hour AS v
 WHERE v.point_table IN ('coil', 'holding')
   AND EXISTS (
     SELECT 1 FROM v_address_use AS u
     WHERE u.server = v.server AND u.unit IS v.unit AND u.hour = v.hour
 AND u.function_code IN (5, 6, 15, 16)
 AND v.address >= u.address AND v.address < u.address + u.quantity
 AND v.point_table = CASE WHEN u.function_code IN (5, 15) THEN 'coil' ELSE 'holding' END
   )
 GROUP BY v.server, v.unit, v.point_table, v.address
 ORDER BY v.server, v.unit, v.point_table, v.address
 LIMIT ${most}`

/** Points that somebody wrote, with the values that were seen of them. */
function pointLines(db: Database.Database, learned: boolean): string[] {
  const rows = db.prepare(learned ? learnedPoints : seenPoints).all() as {
    server: string
    unit: number | null
    point_table: string
    address: number
    low: number
    high: number
  }[]
  return rows.map((row) => {
    const unit = row.unit === null ? '' : `, unit: ${row.unit}`
    const place = `table: ${row.point_table}, address: ${row.address}`
    const limits = row.point_table === 'coil' ? '' : `, min: ${row.low}, max: ${row.high}`
    return `  - {server: ${quoted(row.server)}${unit}, ${place}, name: ${row.point_table} ${row.address}${limits}}`
  })
}
