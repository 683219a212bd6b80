import type Database from 'better-sqlite3'
import { baselineTables } from '../baseline/tables.js'
import type { Detector } from './detector.js'

/** What a store has for detectors: fields of the logs, a baseline, roles of the policy. */
export type Available = ReadonlySet<string>

/** What to load or configure for each thing a detector may need. */
const remedies: Readonly<Record<string, string>> = {
  baseline: 'learn one: otsift baseline learn',
  modbus: 'load modbus.log, modbus_detailed.log (ICSNPP) or otsift_modbus.log',
  'modbus.unit':
    'load modbus.log of Zeek 5.1 or later, modbus_detailed.log (ICSNPP) or otsift_modbus.log',
  'modbus.request':
    'load modbus.log of Zeek 5.1 or later, modbus_detailed.log (ICSNPP) or otsift_modbus.log',
  'modbus.address': 'load modbus_detailed.log (ICSNPP) or otsift_modbus.log (`otsift zeek path`)',
  'modbus.values': 'load modbus_detailed.log (ICSNPP) or otsift_modbus.log (`otsift zeek path`)',
  'modbus.sub_function': 'load modbus_detailed.log (ICSNPP of 2025-09 or later)',
  'modbus.identity': 'load modbus_read_device_identification.log (ICSNPP)',
  dnp3: 'load dnp3.log',
  'dnp3.control': 'load dnp3_control.log (ICSNPP)',
  'dnp3.object': 'load dnp3_objects.log (ICSNPP)',
  'dnp3.link': 'load otsift_dnp3.log (the bundled Zeek scripts)',
  'dnp3.unanswered': 'load otsift_dnp3.log (the bundled Zeek scripts)',
  s7comm: 'load s7comm.log (ICSNPP)',
  's7comm.szl': 'load s7comm_read_szl.log (ICSNPP)',
  's7comm.block': 'load s7comm_upload_download.log (ICSNPP)',
  's7comm.identity': 'load s7comm_known_devices.log (ICSNPP)',
  's7comm-plus': 'load s7comm_plus.log (ICSNPP)',
  cotp: 'load cotp.log (ICSNPP)',
  conn: 'load conn.log',
  'conn.mac': 'load conn.log with MAC addresses (@load policy/protocols/conn/mac-logging)',
  weird: 'load weird.log',
  analyzer: 'load analyzer.log, or dpd.log before Zeek 8',
  capture_loss: 'load capture_loss.log',
  'policy.client': 'name the authorised clients in the policy',
  'policy.writer': 'name the authorised writers in the policy',
  'policy.function': 'list the functions that clients may use in the policy, under functions',
  'policy.point': 'map the registers in the policy, under points',
  'policy.limit': 'give points of the policy a min or a max',
  'policy.rate': 'give points of the policy a max_rate',
  'policy.setpoint': 'tag the set-points of the policy with setpoint',
  'policy.alarm_limit': 'tag the alarm limits of the policy with alarm_limit',
  'policy.safety': 'tag the safety systems of the policy with safety, under assets',
  'policy.network': 'name the networks or zones of the site in the policy',
  'policy.hours': 'give the operating_hours in the policy',
}

/** What a policy may have, and where that stands. */
const ofPolicy: Readonly<Record<string, string>> = {
  function: 'SELECT 1 FROM policy_function',
  point: 'SELECT 1 FROM policy_point',
  limit: 'SELECT 1 FROM policy_point WHERE min IS NOT NULL OR max IS NOT NULL',
  rate: 'SELECT 1 FROM policy_point WHERE max_rate IS NOT NULL',
  setpoint: 'SELECT 1 FROM policy_point WHERE setpoint = 1',
  alarm_limit: 'SELECT 1 FROM policy_point WHERE alarm_limit = 1',
  safety:
    'SELECT 1 FROM policy_asset WHERE safety = 1 UNION ALL SELECT 1 FROM policy_unit WHERE safety = 1',
  network: 'SELECT 1 FROM policy_network',
  hours: 'SELECT 1 FROM policy_hours',
}

/** What is there for detectors now. */
export function available(db: Database.Database): Available {
  const found = new Set(
    db.prepare('SELECT DISTINCT field FROM field_seen').pluck().all() as string[],
  )
  const baselines = db.prepare('SELECT count(*) FROM baseline WHERE active = 1').pluck().get()
  if (Number(baselines) > 0) found.add('baseline')
  for (const { name } of baselineTables(db)) {
    const known = db
      .prepare(
        `SELECT 1 FROM baseline AS b JOIN baseline_${name} AS k ON k.baseline = b.id WHERE b.active = 1 LIMIT 1`,
      )
      .get()
    if (known !== undefined) found.add(`baseline.${name}`)
  }
  for (const role of db.prepare('SELECT DISTINCT role FROM policy_address').pluck().all()) {
    found.add(`policy.${String(role)}`)
  }
  for (const [name, query] of Object.entries(ofPolicy)) {
    if (db.prepare(`${query} LIMIT 1`).get() !== undefined) found.add(`policy.${name}`)
  }
  return found
}

/** Why a detector cannot be evaluated, and what to load or configure to change that. */
export interface Blindness {
  readonly reason: string
  readonly remedy: string
}

/** Why a detector cannot be evaluated and what would change that; `undefined` when it can. */
export function unmet(detector: Detector, has: Available): Blindness | undefined {
  const missing = needsOf(detector).filter((need) => !need.split('|').some((one) => has.has(one)))
  if (missing.length === 0) return undefined
  return {
    reason: missing.map((need) => `no ${need.split('|').join(' or ')}`).join('; '),
    remedy: [...new Set(missing.map(remedyFor))].join('; '),
  }
}

/** What a detector needs: what its header says, or else the protocol it lies under. */
export function needsOf(detector: Pick<Detector, 'folder' | 'needs'>): readonly string[] {
  return detector.folder === 'ot' || detector.needs.length > 0 ? detector.needs : [detector.folder]
}

/** What would let a detector that is evaluated see better. */
export function advice(detector: Pick<Detector, 'shows'>, has: Available): string | undefined {
  if (detector.shows !== 'absence' || has.has('capture_loss')) return undefined
  return `${remedies.capture_loss}, so that it holds back while packets are lost`
}

function remedyFor(need: string): string {
  return [...new Set(need.split('|').map((one) => remedyOf(one) ?? `provide ${one}`))].join(', or ')
}

/** What to load or configure for one thing a detector needs; `undefined` where that is not known. */
export function remedyOf(need: string): string | undefined {
  // A baseline that was learned before, or elsewhere, has not all that this otsift could learn.
  if (need.startsWith('baseline.')) {
    return 'learn or extend a baseline from logs that have it: otsift baseline learn'
  }
  return remedies[need]
}
