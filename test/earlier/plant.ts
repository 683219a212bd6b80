import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { learn } from '../../src/baseline/learn.js'
import { loadDetectors } from '../../src/detect/load.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import { type Finding, listFindings } from '../../src/report/findings.js'
import { type Database, openStore } from '../../src/store/database.js'
import { modbus, siteStart } from '../support/site.js'
import { directoryWith } from '../support/temporary.js'
import { jsonLog, type LogRow, prefix, tsvLog } from '../support/zeek-log.js'

/** Seconds of the stretch that is learned; what a test adds comes after it. */
export const learnedFor = 49 * 3600
export const detectors = loadDetectors()

/** The historian, which only reads. */
export const historian = { uid: 'C5', 'id.orig_h': '10.0.0.5' }
/** A host that nobody knows. */
export const stranger = { uid: 'C9', 'id.orig_h': '10.0.0.9' }

/** A register that wanders between 100 and 160 by one step a poll. */
const wandering = (index: number) => 100 + Math.abs((index % 120) - 60)

/** Two days and an hour: the HMI reads each minute and writes each hour, the historian reads each minute. */
function everyday(): LogRow[] {
  const rows: LogRow[] = []
  for (let index = 0; index * 60 < learnedFor; index += 1) {
    const at = index * 60
    rows.push(modbus(at + 7, { quantity: 1, response_values: [wandering(index)] }))
    rows.push(modbus(at + 9, { ...historian, address: 20 }))
    if (index % 60 === 30) rows.push(write(at + 11, 40, 1 + (index % 3)))
    if (index % 720 === 45) rows.push(modbus(at + 13, { func: 'ENCAP_INTERFACE_TRANSPORT' }))
  }
  return rows
}

/** The HMI, or whom `change` names, writes a register. */
export function write(at: number, address: number, value: number, change: LogRow = {}): LogRow {
  return modbus(at, {
    func: 'WRITE_SINGLE_REGISTER',
    address,
    quantity: 1,
    request_values: [value],
    response_values: [value],
    ...change,
  })
}

/** The usual polls of a minute, `count` times from `at` on. */
export function polls(at: number, count: number, every = 60): LogRow[] {
  const first = Math.round(at / 60)
  return Array.from({ length: count }, (_, index) =>
    modbus(at + index * every + 7, { quantity: 1, response_values: [wandering(first + index)] }),
  )
}

/** Rows of modbus.log as stock Zeek writes it, requests and responses apart. */
export function plain(at: number, func: string, change: LogRow = {}): LogRow[] {
  const row: LogRow = { ...modbus(at), func, ...change }
  const failed = change.exception === undefined ? '' : '_EXCEPTION'
  return [
    { ...row, pdu_type: 'REQ', exception: undefined },
    { ...row, ts: Number(row.ts) + 0.02, func: `${func}${failed}`, pdu_type: 'RESP' },
  ]
}

const byTime = (rows: readonly LogRow[]) =>
  [...rows].sort((a, b) => Number(a.ts) - Number(b.ts)) as LogRow[]

/** Logs of the plant: `modbus_detailed` as JSON, the others as TSV. */
export interface Logs {
  readonly detailed?: readonly LogRow[]
  readonly modbus?: readonly LogRow[]
  readonly analyzer?: readonly LogRow[]
}

/** The files of logs. */
export function files({ detailed = [], modbus: stock = [], analyzer = [] }: Logs): string[] {
  const directory = directoryWith({
    ...(detailed.length > 0 ? { 'modbus_detailed.log': jsonLog(byTime(detailed)) } : {}),
    ...(stock.length > 0
      ? {
          'modbus.log': tsvLog(
            'modbus',
            `${prefix} tid unit func pdu_type exception`,
            byTime(stock),
          ),
        }
      : {}),
    ...(analyzer.length > 0
      ? {
          'analyzer.log': tsvLog(
            'analyzer',
            'ts analyzer_kind analyzer_name uid fuid id.orig_h id.orig_p id.resp_h id.resp_p proto failure_reason failure_data',
            byTime(analyzer),
          ),
        }
      : {}),
  })
  const names = [
    ...(detailed.length > 0 ? ['modbus_detailed.log'] : []),
    ...(stock.length > 0 ? ['modbus.log'] : []),
    ...(analyzer.length > 0 ? ['analyzer.log'] : []),
  ]
  return names.map((name) => `${directory}/${name}`)
}

/** Scans logs without a baseline. */
export async function scan(logs: Logs): Promise<Database> {
  const db = openStore(':memory:')
  await ingest(db, files(logs))
  await detect(db, { detectors })
  return db
}

/** Learns the everyday logs of the plant, and these of the same time, into a file. */
export async function learnedFile(logs: Logs = {}): Promise<string> {
  const path = join(directoryWith(), 'plant.db')
  const db = openStore(path)
  await ingest(db, files({ ...logs, detailed: [...everyday(), ...(logs.detailed ?? [])] }))
  learn(db, { name: 'main', minimum: 48, to: siteStart + learnedFor })
  await detect(db, { detectors })
  db.close()
  return path
}

let everydayFile: Promise<string> | undefined

/** Scans logs into a copy of what was learned from the everyday logs. */
export async function learned(logs: Logs): Promise<Database> {
  everydayFile ??= learnedFile()
  const path = join(directoryWith(), 'copy.db')
  copyFileSync(await everydayFile, path)
  const db = openStore(path)
  await ingest(db, files(logs))
  await detect(db, { detectors })
  return db
}

/** The findings under a name of the earlier tools. */
export function called(db: Database, alias: string): Finding[] {
  const owners = new Set(detectors.filter((each) => each.aliases.includes(alias)).map((d) => d.id))
  if (owners.size === 0) throw new Error(`no detector is called ${alias}`)
  return listFindings(db).filter(({ detector }) => owners.has(detector))
}
