import type Database from 'better-sqlite3'
import { FactWriter } from '../count/write.js'
import { OtsiftError } from '../errors.js'
import { StoreLedger } from '../store/ledger.js'
import { type IngestOptions, ingestLog, type LogResult } from './log.js'

/** What a run read, log by log, and in sum. */
export interface IngestResult {
  readonly logs: readonly LogResult[]
  /** Files that are no logs otsift reads. */
  readonly ignored: number
  /** Logs that could not be opened or read; the others were. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[]
  readonly rows: number
  readonly stored: number
  readonly rejected: number
  /** First and last time in the logs that were read, whether or not they were new. */
  readonly from: number | undefined
  readonly to: number | undefined
}

/** Reads logs into the store. Throws `empty` where nothing was recognisable in all of them. */
export async function ingest(
  db: Database.Database,
  paths: readonly string[],
  options: IngestOptions = {},
): Promise<IngestResult> {
  const values = options.values ?? true
  const writer = new FactWriter(new StoreLedger(db, { values }), { values })
  const logs: LogResult[] = []
  const unreadable: { path: string; reason: string }[] = []
  for (const path of paths) {
    try {
      logs.push(await ingestLog(db, writer, path, options))
    } catch (error) {
      if (!isAboutFile(error)) throw error
      unreadable.push({ path, reason: (error as Error).message })
    }
  }
  const known = logs.filter((log) => log.log !== undefined)
  if (known.length === 0 && unreadable.length === 0) {
    throw new OtsiftError(
      'empty',
      'Nothing here is a Zeek log that otsift reads.',
      'Give logs such as modbus.log, dnp3.log or conn.log, or name the stream with --log.',
    )
  }
  const sum = (field: 'rows' | 'stored' | 'rejected') =>
    known.reduce((total, log) => total + log[field], 0)
  return {
    logs: known,
    ignored: logs.length - known.length,
    unreadable,
    rows: sum('rows'),
    stored: sum('stored'),
    rejected: sum('rejected'),
    ...span(known),
  }
}

/** True for what the system says of one log: it was renamed meanwhile, may not be read, or its disk fails. */
function isAboutFile(error: unknown): boolean {
  const { code, path } = error as NodeJS.ErrnoException
  return path !== undefined && code !== undefined && /^E[A-Z]+$/.test(code)
}

function span(logs: readonly LogResult[]): { from: number | undefined; to: number | undefined } {
  const first = logs.flatMap((log) => log.first ?? [])
  const last = logs.flatMap((log) => log.last ?? [])
  return {
    from: first.length === 0 ? undefined : Math.min(...first),
    // The end of a stretch is not part of it: the last row is.
    to: last.length === 0 ? undefined : Math.max(...last) + 60,
  }
}
