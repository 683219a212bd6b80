import type Database from 'better-sqlite3'
import { OtsiftError } from '../errors.js'
import { statement } from '../store/sql.js'
import {
  type Baseline,
  baselineOf,
  coveredStretch,
  learnStretch,
  relearn,
  wholeMinute,
} from './learn.js'
import { dropBaseline, mergeInto } from './merge.js'
import { activate, nextRevision, requireThawed, resolve } from './revision.js'

/** What to add to the active baseline. Without times: all that came after it. */
export interface ExtendOptions {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly who?: string | undefined
  readonly reason?: string | undefined
}

/**
 * Adds a later stretch to the active baseline as a new revision. Only that stretch is read.
 * Throws `usage` where it is empty, or reaches into what was learned already.
 */
export function extend(db: Database.Database, options: ExtendOptions = {}): Baseline {
  return db.transaction(() => {
    const active = resolve(db)
    requireThawed(db, active.name)
    const period = later(db, active.to_ts, options)
    const id = nextRevision(db, active, { origin: 'extend', ...options })
    const stretch = learnStretch(db, `${active.name} +`, period)
    mergeInto(db, stretch, id)
    db.prepare(statement(import.meta.url, './sql/extend-period.sql')).run({ id, stretch })
    dropBaseline(db, stretch)
    relearn(db, id)
    db.prepare(statement(import.meta.url, './sql/drop-included.sql')).run(id)
    activate(db, id)
    return baselineOf(db, id)
  })()
}

function later(db: Database.Database, end: number, options: ExtendOptions) {
  const covered = coveredStretch(db)
  const from = options.from === undefined ? wholeMinute(end) : wholeMinute(options.from)
  if (from < wholeMinute(end)) {
    throw new OtsiftError(
      'usage',
      `The baseline already has the time up to ${new Date(end * 1000).toISOString()}.`,
      'Extend from there on, or learn anew.',
    )
  }
  const begin = Math.max(from, covered?.from ?? from)
  const to = Math.min(covered?.to ?? from, wholeMinute(options.to ?? covered?.to ?? from))
  if (to > begin) return { from: begin, to }
  throw new OtsiftError(
    'usage',
    'There are no messages after the learned stretch.',
    'Ingest later logs first.',
  )
}
