import type Database from 'better-sqlite3'
import { baselineTables } from '../baseline/tables.js'
import type { Detector } from './detector.js'

/** What a store has for detectors: fields of the logs, a baseline, roles of the policy. */
export type Available = ReadonlySet<string>

const remedies: Readonly<Record<string, string>> = {
  baseline: 'learn one: otsift baseline learn',
  modbus: 'load modbus.log or modbus_detailed.log',
  'modbus.unit': 'load modbus.log of Zeek 5.1 or later, or modbus_detailed.log (ICSNPP)',
  'modbus.request': 'load modbus.log of Zeek 5.1 or later, or modbus_detailed.log (ICSNPP)',
  'modbus.address': 'load modbus_detailed.log (ICSNPP)',
  'modbus.values': 'load modbus_detailed.log (ICSNPP)',
  'modbus.sub_function': 'load modbus_detailed.log (ICSNPP of 2025-09 or later)',
  'modbus.identity': 'load modbus_read_device_identification.log (ICSNPP)',
  dnp3: 'load dnp3.log',
  'dnp3.control': 'load dnp3_control.log (ICSNPP)',
  'dnp3.object': 'load dnp3_objects.log (ICSNPP)',
  s7comm: 'load s7comm.log (ICSNPP)',
  's7comm.szl': 'load s7comm_read_szl.log (ICSNPP)',
  's7comm.block': 'load s7comm_upload_download.log (ICSNPP)',
  's7comm.identity': 'load s7comm_known_devices.log (ICSNPP)',
  's7comm-plus': 'load s7comm_plus.log (ICSNPP)',
  cotp: 'load cotp.log (ICSNPP)',
  conn: 'load conn.log',
  weird: 'load weird.log',
  analyzer: 'load analyzer.log, or dpd.log before Zeek 8',
  capture_loss: 'load capture_loss.log',
  'policy.client': 'name the authorised clients in the policy',
  'policy.writer': 'name the authorised writers in the policy',
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
  return found
}

/** Why a detector cannot be evaluated and what would change that; `undefined` when it can. */
export function unmet(detector: Detector, has: Available): string | undefined {
  const protocol = detector.folder === 'ot' || detector.needs.length > 0 ? [] : [detector.folder]
  const missing = [...protocol, ...detector.needs].filter(
    (need) => !need.split('|').some((one) => has.has(one)),
  )
  if (missing.length === 0) return undefined
  return missing
    .map((need) => {
      const remedy = need.split('|').map(remedyOf).join(', or ')
      return `no ${need.split('|').join(' or ')}: ${remedy}`
    })
    .join('; ')
}

function remedyOf(need: string): string {
  // A baseline that was learned before, or elsewhere, has not all that this otsift could learn.
  if (need.startsWith('baseline.'))
    return 'the baseline has none: learn or extend it from logs that do'
  return remedies[need] ?? `provide ${need}`
}
