import type Database from 'better-sqlite3'
import { OtsiftError } from '../errors.js'
import { statement } from '../store/sql.js'

const minuteLength = 60
const hourLength = 3600

/** What to learn from. Times are epoch seconds; without them everything in the store counts. */
export interface LearnOptions {
  readonly name: string
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Hours a stretch must have at least. */
  readonly minimum: number
}

/** A baseline as `v_baseline` tells it. */
export interface Baseline {
  readonly name: string
  readonly revision: number
  readonly active: number
  readonly frozen: number
  readonly from_ts: number
  readonly to_ts: number
  readonly exchanges: number
  readonly created: string
  readonly channels: number
  readonly functions: number
  readonly blocks: number
  readonly excluded: number
}

const steps = [
  'channels',
  'functions',
  'blocks',
  'sensors',
  'excluded',
  'points',
  'transitions',
  'sequences',
  'writers',
  'controls',
  's7-blocks',
  'szl',
  'active-hours',
  'identities',
] as const

/**
 * Learns what is normal in a stretch of time and makes it the active baseline, as a new revision of its name.
 * What is never normal is kept out and listed. Throws `usage` where the stretch is empty, too short or frozen.
 */
export function learn(db: Database.Database, options: LearnOptions): Baseline {
  return db.transaction(() => {
    const period = stretch(db, options)
    const frozen = db
      .prepare('SELECT max(frozen) FROM baseline WHERE name = ?')
      .pluck()
      .get(options.name)
    if (frozen === 1) {
      throw new OtsiftError(
        'usage',
        `The baseline ${options.name} is frozen.`,
        'Learn under another --name.',
      )
    }
    const baseline = add(db, options.name, period)
    const hours = {
      first_hour: Math.ceil(period.from / hourLength) * hourLength,
      last_hour: Math.floor(period.to / hourLength) * hourLength,
    }
    const edges = {
      head_end: Math.min(hours.first_hour, period.to),
      tail_start: Math.max(hours.last_hour, Math.min(hours.first_hour, period.to)),
    }
    for (const step of steps) {
      const query = db.prepare(statement(import.meta.url, `./sql/learn-${step}.sql`))
      query.run({ baseline, ...period, ...hours, ...edges })
    }
    activate(db, baseline)
    return db
      .prepare('SELECT * FROM v_baseline WHERE name = ? ORDER BY revision DESC LIMIT 1')
      .get(options.name) as Baseline
  })()
}

/** The whole minutes to learn from. */
function stretch(db: Database.Database, options: LearnOptions): { from: number; to: number } {
  const seen = db.prepare('SELECT min(minute) AS first, max(minute) AS last FROM activity').get()
  const { first, last } = seen as { first: number | null; last: number | null }
  if (first === null || last === null) {
    throw new OtsiftError(
      'usage',
      'There is nothing to learn from.',
      'Ingest some logs first, or name them here.',
    )
  }
  const from = Math.max(first, floor(options.from ?? first))
  const to = Math.min(last + minuteLength, floor(options.to ?? last + minuteLength))
  const hours = (to - from) / hourLength
  if (hours <= 0) {
    throw new OtsiftError(
      'usage',
      'There are no messages in that stretch.',
      'Check --from and --to.',
    )
  }
  if (hours < options.minimum) {
    throw new OtsiftError(
      'usage',
      `${hours.toFixed(1)} hours are too few to call normal; ${options.minimum} are asked for.`,
      'Learn from more, or accept less with --minimum HOURS.',
    )
  }
  return { from, to }
}

function floor(ts: number): number {
  return Math.floor(ts / minuteLength) * minuteLength
}

function add(
  db: Database.Database,
  name: string,
  { from, to }: { from: number; to: number },
): number {
  const last = db.prepare('SELECT max(revision) FROM baseline WHERE name = ?').pluck().get(name)
  const exchanges = db
    .prepare('SELECT coalesce(sum(exchanges), 0) FROM v_activity WHERE minute >= ? AND minute < ?')
    .pluck()
    .get(from, to)
  return Number(
    db
      .prepare(
        'INSERT INTO baseline (name, revision, from_ts, to_ts, exchanges, created) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(name, Number(last ?? 0) + 1, from, to, exchanges, new Date().toISOString())
      .lastInsertRowid,
  )
}

function activate(db: Database.Database, baseline: number): void {
  db.prepare('UPDATE baseline SET active = (id = ?)').run(baseline)
}
