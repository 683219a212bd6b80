import type Database from 'better-sqlite3'
import { OtsiftError } from '../errors.js'
import { prunedBefore } from '../store/prune.js'
import { statement } from '../store/sql.js'
import { includeExcluded } from './include.js'
import { activate, type Revision, requireName, requireThawed } from './revision.js'
import { baselineTables } from './tables.js'

const minuteLength = 60
const hourLength = 3600

/** What to learn from. Times are epoch seconds; without them everything in the store counts. */
export interface LearnOptions {
  readonly name: string
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Hours a stretch must have at least. */
  readonly minimum: number
  /** Functions the poison guard is to let in, as `PROTOCOL:FUNCTION` or `PROTOCOL:FUNCTION:SUB`. */
  readonly include?: readonly string[] | undefined
}

/** A baseline as `v_baseline` tells it. */
export interface Baseline extends Omit<Revision, 'id'> {
  readonly reverted: number
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
  'intervals',
  'timing',
  'silences',
  'polls',
  'responses',
  'unanswered',
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
  'connections',
  'traffic',
  'reads',
  'reach',
  'sessions',
  'units',
  'objects',
  's7-versions',
  'links',
  'transports',
] as const

/** Tables that come out of another table of the baseline: they cannot be merged, and are learned anew. */
const derived = ['drop-timing', 'learn-timing', 'drop-polls', 'learn-polls'] as const
/** Days of a longer stretch in which silences are looked for again: a week has all that recurs. */
const silenceDays = 7

/**
 * Learns what is normal in a stretch of time and makes it the active baseline, as a new revision of its name.
 * What is never normal is kept out and listed. Throws `usage` where the stretch is empty, too short or frozen.
 */
export function learn(db: Database.Database, options: LearnOptions): Baseline {
  return db.transaction(() => {
    requireName(options.name)
    const period = stretch(db, options)
    requireMessages(db, period)
    requireThawed(db, options.name)
    const baseline = learnStretch(db, options.name, period)
    for (const each of options.include ?? []) includeExcluded(db, baseline, { what: each })
    activate(db, baseline)
    return baselineOf(db, baseline)
  })()
}

/** Channels beyond which a site is no ordinary one, and kilobytes of the cache while a flood of them is learned. */
const manyChannels = 20_000
const smallCache = 8192

/** SQLite sorts in as much memory as it may cache in, several times over: a flood of channels gets less of it. */
function inBoundedMemory(db: Database.Database, work: () => void): void {
  const most: unknown = db.prepare('SELECT max(id) FROM channel').pluck().get()
  const usual = Number(db.pragma('cache_size', { simple: true }))
  if (Number(most) > manyChannels) db.pragma(`cache_size = -${smallCache}`)
  try {
    work()
  } finally {
    db.pragma(`cache_size = ${usual}`)
  }
}

/** Part of what is learned is read from messages: without them less would be normal than was. */
function requireMessages(db: Database.Database, { from }: Stretch): void {
  const before = prunedBefore(db, 'messages', 'rollups')
  if (from >= before) return
  const since = new Date(before * 1000).toISOString().slice(0, 16)
  throw new OtsiftError(
    'usage',
    `The rows before ${since} are pruned, and cannot be learned from.`,
    `Learn with --from ${since}.`,
  )
}

/** Runs every step of learning over whole minutes, into a new revision that is not active. */
export function learnStretch(db: Database.Database, name: string, period: Stretch): number {
  const baseline = add(db, name, period)
  const hours = {
    first_hour: Math.ceil(period.from / hourLength) * hourLength,
    last_hour: Math.floor(period.to / hourLength) * hourLength,
  }
  const edges = {
    head_end: Math.min(hours.first_hour, period.to),
    tail_start: Math.max(hours.last_hour, Math.min(hours.first_hour, period.to)),
  }
  inBoundedMemory(db, () => {
    for (const step of steps) run(db, `learn-${step}`, { baseline, ...period, ...hours, ...edges })
  })
  return baseline
}

/**
 * Learns those tables anew that come out of other tables of the same baseline, after a stretch was added to
 * these. What they say cannot be merged, such as a median.
 */
export function relearn(db: Database.Database, baseline: number): void {
  const { from_ts: from, to_ts: to } = baselineOf(db, baseline)
  for (const { name, columns } of baselineTables(db)) {
    // The length of the whole stretch, also for what occurred in one part of it only.
    if (!columns.some((column) => column.name === 'learned_days')) continue
    const days = (to - from) / (24 * hourLength)
    db.prepare(`UPDATE baseline_${name} SET learned_days = ? WHERE baseline = ?`).run(
      days,
      baseline,
    )
  }
  for (const step of derived) run(db, step, { baseline, from, to })
  const recent = Math.max(from, to - silenceDays * 24 * hourLength)
  run(db, 'learn-silences', { baseline, from: recent, to })
}

function run(db: Database.Database, file: string, values: Readonly<Record<string, number>>): void {
  db.prepare(statement(import.meta.url, `./sql/${file}.sql`)).run(values)
}

/** A revision as `v_baseline` tells it. */
export function baselineOf(db: Database.Database, id: number): Baseline {
  return db
    .prepare(
      'SELECT v.* FROM baseline AS b JOIN v_baseline AS v USING (name, revision) WHERE b.id = ?',
    )
    .get(id) as Baseline
}

/** A stretch of time in epoch seconds, whole minutes. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** The stretch that has exchanges, found by key: no rollup is read through. */
export function coveredStretch(db: Database.Database): Stretch | undefined {
  const { first, last } = db
    .prepare(statement(import.meta.url, './sql/covered.sql'))
    .get() as Record<string, number | null>
  if (first === null || first === undefined || last === null || last === undefined) return undefined
  return { from: first, to: last + minuteLength }
}

/** The whole minutes to learn from. */
function stretch(db: Database.Database, options: LearnOptions): Stretch {
  const seen = coveredStretch(db)
  if (!seen) {
    throw new OtsiftError(
      'usage',
      'There is nothing to learn from.',
      'Ingest some logs first, or name them here.',
    )
  }
  const from = Math.max(seen.from, wholeMinute(options.from ?? seen.from))
  const to = Math.min(seen.to, wholeMinute(options.to ?? seen.to))
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

/** The beginning of the minute of a time. */
export function wholeMinute(ts: number): number {
  return Math.floor(ts / minuteLength) * minuteLength
}

function add(db: Database.Database, name: string, { from, to }: Stretch): number {
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
