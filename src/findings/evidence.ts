import type Database from 'better-sqlite3'
import type { Detector } from '../detect/detector.js'
import type { MinuteAtom } from '../detect/merge.js'
import type { Burst } from './burst.js'

/** Rows of evidence kept of each event. */
const mostRows = 20
/** Views that say where and when, but have nothing to tell. */
const quiet = new Set([
  'ts',
  'ts_end',
  'function_code',
  'action',
  'kind',
  'reply_code',
  'sensor',
  'protocol',
  'client',
  'server',
  'server_port',
  'client_port',
  'uid',
  'log',
  'file',
  'line',
  'response_ts',
  'reference',
  'transaction_id',
  'pdu_reference',
])

/** A log row behind an event. */
export interface EvidenceRow {
  readonly ts: number
  readonly file: number
  readonly line: number
  readonly uid: string | null
  readonly summary: string
}

/** Times of rollups are rounded to microseconds, as Zeek writes them. */
const rounding = 0.000_002

const exchangesOf: Readonly<Record<string, string>> = {
  modbus: 'v_modbus',
  dnp3: 'v_dnp3',
  s7comm: 'v_s7comm',
}

/** Finds the log rows behind events: those in its time that equal it in every column both have. */
export class EvidenceFinder {
  readonly #db: Database.Database
  readonly #columns = new Map<string, readonly string[]>()

  constructor(db: Database.Database) {
    this.#db = db
  }

  /** The first rows behind one burst of a detector. */
  find(detector: Detector, burst: Burst): EvidenceRow[] {
    const view = this.#view(detector)
    const rows: EvidenceRow[] = []
    if (view === undefined) return rows
    for (const atom of burst.atoms) {
      rows.push(...this.#rows(view, atom, mostRows - rows.length))
      if (rows.length >= mostRows) break
    }
    return rows
  }

  /** The first view a detector reads that has rows of a log. */
  #view(detector: Detector): string | undefined {
    for (const read of detector.reads) {
      const view =
        read === 'v_activity' || read === 'v_address_use'
          ? (exchangesOf[detector.folder] ?? 'v_ot')
          : read
      const columns = this.#columnsOf(view)
      if (columns.includes('ts') && columns.includes('file')) return view
    }
    return undefined
  }

  #rows(view: string, atom: MinuteAtom, most: number): EvidenceRow[] {
    const columns = this.#columnsOf(view)
    const same = Object.entries(atom.facts).filter(
      ([name, value]) => value !== null && columns.includes(name) && name !== 'ts',
    )
    const equal = same.map(([name]) => ` AND "${name}" = ?`).join('')
    const query = this.#db.prepare(
      `SELECT * FROM ${view} WHERE ts >= ? AND ts <= ?${equal} ORDER BY ts LIMIT ?`,
    )
    const values = same.map(([, value]) => value)
    return query
      .all(atom.ts_start - rounding, atom.ts_end + rounding, ...values, most)
      .map((row) => toEvidence(row as Row))
  }

  #columnsOf(view: string): readonly string[] {
    let columns = this.#columns.get(view)
    if (!columns) {
      if (!/^\w+$/.test(view)) return []
      columns = (this.#db.pragma(`table_info(${view})`) as { name: string }[]).map(
        (each) => each.name,
      )
      this.#columns.set(view, columns)
    }
    return columns
  }
}

type Row = Readonly<Record<string, unknown>>

function toEvidence(row: Row): EvidenceRow {
  const told = Object.entries(row).filter(
    ([name, value]) =>
      value !== null && !quiet.has(name) && !(value === 0 && name.startsWith('iin_')),
  )
  return {
    ts: Number(row.ts),
    file: Number(row.file),
    line: Number(row.line),
    uid: row.uid === null || row.uid === undefined ? null : String(row.uid),
    summary: told.map(([name, value]) => `${name} ${text(value)}`).join(', '),
  }
}

function text(value: unknown): string {
  return Buffer.isBuffer(value)
    ? `0x${value.toString('hex').slice(0, 64)}`
    : String(value).slice(0, 200)
}
