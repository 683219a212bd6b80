import type Database from 'better-sqlite3'
import type { Detector } from '../detect/detector.js'
import { differing, type MinuteAtom } from '../detect/merge.js'
import { codeName } from './code-names.js'

/** Rows of evidence kept of each event. */
export const mostRows = 20
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

/** A query for rows behind an event; its parameters stand as `:name`. */
export interface EvidenceQuery {
  readonly sql: string
  readonly parameters: Readonly<Record<string, number | string>>
}

/** An event that rows are evidence of; `start` is when it began, in epoch seconds. */
export interface EventPlace {
  readonly finding: string
  readonly start: number
}

/** Where the rows behind the events of a detector come from. */
export interface EvidenceSource {
  find(detector: Detector, event: EventPlace, atoms: Iterable<MinuteAtom>): readonly EvidenceRow[]
}

/** Finds the log rows behind events: those in its time that equal it in every column both have. */
export class EvidenceFinder implements EvidenceSource {
  readonly #db: Database.Database
  readonly #columns = new Map<string, readonly string[]>()
  readonly #statements = new Map<string, Database.Statement>()

  constructor(db: Database.Database) {
    this.#db = db
  }

  /** The first rows behind the atoms of one event. */
  find(detector: Detector, _: EventPlace, atoms: Iterable<MinuteAtom>): EvidenceRow[] {
    const rows: EvidenceRow[] = []
    for (const { sql, parameters } of this.queries(detector, atoms)) {
      rows.push(...this.#prepare(sql).all(parameters).map(toEvidence))
      if (rows.length >= mostRows) break
    }
    return rows.slice(0, mostRows)
  }

  /** The queries for the rows behind atoms, one each; what they find is enough at `mostRows`. */
  *queries(detector: Detector, atoms: Iterable<MinuteAtom>): Generator<EvidenceQuery> {
    const view = this.#view(detector)
    if (view === undefined) return
    for (const atom of atoms) yield this.#query(view, atom)
  }

  #prepare(sql: string): Database.Statement {
    let prepared = this.#statements.get(sql)
    if (!prepared) {
      prepared = this.#db.prepare(sql)
      this.#statements.set(sql, prepared)
    }
    return prepared
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

  #query(view: string, atom: MinuteAtom): EvidenceQuery {
    const columns = this.#columnsOf(view)
    const others = String(atom.facts[differing] ?? '').split(' ')
    const same = Object.entries(atom.facts).filter(
      (fact): fact is [string, number | string] =>
        fact[1] !== null &&
        columns.includes(fact[0]) &&
        fact[0] !== 'ts' &&
        !others.includes(fact[0]),
    )
    const equal = same.map(([name]) => ` AND "${name}" = :${name}`).join('')
    return {
      sql: `SELECT * FROM ${view} WHERE ts >= :evidence_from AND ts <= :evidence_to${equal} ORDER BY ts, line LIMIT ${mostRows}`,
      parameters: {
        ...Object.fromEntries(same),
        evidence_from: atom.ts_start - rounding,
        evidence_to: atom.ts_end + rounding,
      },
    }
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

/** A row of a view as evidence: its place, and what it has to tell. */
export function toEvidence(found: unknown): EvidenceRow {
  const row = found as Readonly<Record<string, unknown>>
  const told = Object.entries(row).filter(
    ([name, value]) =>
      // What the bits of `iin` say is told beside it.
      value !== null && !quiet.has(name) && !name.startsWith('iin_'),
  )
  return {
    ts: Number(row.ts),
    file: Number(row.file),
    line: Number(row.line),
    uid: row.uid === null || row.uid === undefined ? null : String(row.uid),
    summary: told
      .map(([name, value]) => `${name} ${text(value)}${meaning(name, value)}`)
      .join(', '),
  }

  function meaning(name: string, value: unknown): string {
    const known = codeName(name, Number(value), row.protocol)
    return known === undefined ? '' : ` (${known})`
  }
}

function text(value: unknown): string {
  return Buffer.isBuffer(value)
    ? `0x${value.toString('hex').slice(0, 64)}`
    : String(value).slice(0, 200)
}
