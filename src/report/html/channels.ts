import type Database from 'better-sqlite3'
import { statement } from '../../store/sql.js'
import type { ChannelRow, PollRow, SeriesRow, Summary } from './model.js'

/** Polls of a channel whose jitter is drawn: those with the most intervals. */
const mostPolls = 3

interface Pair {
  readonly sensor: string
  readonly protocol: string
  readonly client: string
  readonly server: string
  readonly learned: number
}

interface StepCount {
  readonly function: string
  readonly place: number
  readonly exchanges: number
  readonly exceptions: number
}

interface Interval {
  readonly name: string
  readonly place: number
  readonly intervals: number
  readonly seconds: number
}

/** The traffic of each pair of hosts, one after the other. */
export function* channels(db: Database.Database, summary: Summary): Generator<ChannelRow> {
  const { period, step, baseline } = summary
  if (period === null) return
  const pairs = db.prepare(statement(import.meta.url, './sql/channels.sql')).all() as Pair[]
  const counts = db.prepare(statement(import.meta.url, './sql/step-counts.sql'))
  const intervals = db.prepare(statement(import.meta.url, './sql/intervals.sql'))
  for (const { learned, ...pair } of pairs) {
    const rows = counts.all({ ...pair, from: period[0], step }) as StepCount[]
    const exchanges = rows.reduce((sum, row) => sum + row.exchanges, 0)
    if (exchanges === 0) continue
    const hour = Math.floor(period[0] / 3600) * 3600
    const times = intervals.all({ ...pair, from: hour, step: Math.max(step, 3600) }) as Interval[]
    yield {
      ...pair,
      isNew: baseline === null ? null : learned === 0,
      exchanges,
      exceptions: rows.reduce((sum, row) => sum + row.exceptions, 0),
      functions: series(rows),
      exceptionsAt: exceptions(rows),
      polls: polls(times),
    }
  }
}

/** Exchanges by function, the busiest first. */
function series(rows: readonly StepCount[]): SeriesRow[] {
  const sum = ({ n }: SeriesRow) => n.reduce((total, each) => total + each, 0)
  return [...grouped(rows, (row) => row.function)]
    .map(([name, own]) => ({
      name,
      at: own.map((row) => row.place),
      n: own.map((row) => row.exchanges),
    }))
    .sort((a, b) => sum(b) - sum(a))
}

function exceptions(rows: readonly StepCount[]): SeriesRow {
  const steps = [
    ...grouped(
      rows.filter((row) => row.exceptions > 0),
      (row) => row.place,
    ),
  ].sort(([a], [b]) => a - b)
  return {
    name: 'exceptions',
    at: steps.map(([place]) => place),
    n: steps.map(([, own]) => own.reduce((sum, row) => sum + row.exceptions, 0)),
  }
}

function polls(rows: readonly Interval[]): PollRow[] {
  const count = (own: readonly Interval[]) => own.reduce((sum, row) => sum + row.intervals, 0)
  return [...grouped(rows, (row) => row.name)]
    .sort(([, a], [, b]) => count(b) - count(a))
    .slice(0, mostPolls)
    .map(([name, own]) => {
      const steps = [...grouped(own, (row) => row.place)]
      const at = (part: number) => steps.map(([, bins]) => quantile(bins, part))
      return {
        name,
        at: steps.map(([place]) => place),
        low: at(0.05),
        median: at(0.5),
        high: at(0.95),
      }
    })
}

/** The mean of the bin in which a part of all intervals is reached, three digits of it; seconds. */
function quantile(bins: readonly Interval[], part: number): number {
  const wanted = bins.reduce((sum, bin) => sum + bin.intervals, 0) * part
  let reached = 0
  for (const { intervals, seconds } of bins) {
    reached += intervals
    if (reached >= wanted) return Number((seconds / intervals).toPrecision(3))
  }
  return 0
}

/** Rows by a key, in the order in which the keys come. */
function grouped<Row, Key>(rows: readonly Row[], key: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group) group.push(row)
    else groups.set(key(row), [row])
  }
  return groups
}
