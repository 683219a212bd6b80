import { createHash, randomUUID } from 'node:crypto'
import type { Database } from '../store/database.js'

const hourLength = 3600
const minuteLength = 60
/** Rows of logs in a batch, about: what a crash sends again. */
const rowsInBatch = 500_000

/** A stretch of one hour that has something new. */
export interface Stretch {
  readonly hour: number
  readonly from: number
  readonly to: number
}

/** Hours that are sent together, and the minutes that are then to be judged. */
export interface Batch {
  readonly number: number
  readonly minutes: readonly number[]
}

/** The id of a spool: it travels with the file. */
export function spoolId(db: Database): string {
  const known = meta(db, 'spool')
  if (known !== undefined) return known
  const id = randomUUID()
  setMeta(db, 'spool', id)
  return id
}

/** Minutes that were not sent, in batches of whole hours; the batch that an earlier run began comes first. */
export function* batches(db: Database, minutes: readonly number[]): Generator<Batch> {
  const left = new Set(minutes)
  const begun = meta(db, 'batch')
  if (begun !== undefined) {
    const batch = JSON.parse(begun) as Batch
    for (const minute of batch.minutes) left.delete(minute)
    yield batch
  }
  let collected: number[] = []
  let rows = 0
  for (const [hour, some] of byHour([...left])) {
    const busy = rowsOf(db, hour)
    if (rows > 0 && rows + busy > rowsInBatch) {
      yield begin(db, collected)
      collected = []
      rows = 0
    }
    collected.push(...some)
    rows += busy
  }
  if (collected.length > 0) yield begin(db, collected)
}

/** Minutes as stretches of hours; every hour is one, from its first such minute to its last. */
export function stretches(minutes: readonly number[]): Stretch[] {
  return byHour(minutes).map(([hour, some]) => ({
    hour,
    from: some.reduce((first, minute) => Math.min(first, minute), Infinity),
    to: some.reduce((last, minute) => Math.max(last, minute), -Infinity) + minuteLength,
  }))
}

/** Records that a batch arrived; `sent` says which minutes need not be sent again. */
export function finish(db: Database, sent: (batch: Batch) => void, batch: Batch): void {
  db.transaction(() => {
    sent(batch)
    setMeta(db, 'sent', String(batch.number))
    db.prepare("DELETE FROM meta WHERE key = 'batch'").run()
  })()
}

/** The number of a log: the same log has it in any spool. Below 2^52, so that JavaScript holds it. */
export function fileNumber(sensor: string, log: string, print: string, generation: number): number {
  const digest = createHash('sha256').update([sensor, log, print, generation].join('\n')).digest()
  return digest.readUIntBE(0, 6) * 16 + ((digest[6] ?? 0) >> 4)
}

/** Records the bounds of a batch before anything of it is sent. Numbers grow with time, in any spool. */
function begin(db: Database, minutes: readonly number[]): Batch {
  const number = Math.max(Date.now(), Number(meta(db, 'sent') ?? 0) + 1)
  const batch = { number, minutes }
  setMeta(db, 'batch', JSON.stringify(batch))
  return batch
}

function byHour(minutes: readonly number[]): [number, number[]][] {
  const hours = new Map<number, number[]>()
  for (const minute of minutes) {
    const hour = Math.floor(minute / hourLength) * hourLength
    const some = hours.get(hour)
    if (some) some.push(minute)
    else hours.set(hour, [minute])
  }
  return [...hours].sort(([a], [b]) => a - b)
}

function rowsOf(db: Database, hour: number): number {
  const rows = db
    .prepare('SELECT sum(rows) FROM log_minute WHERE minute >= ? AND minute < ?')
    .pluck()
    .get(hour, hour + hourLength)
  return Number(rows ?? 0)
}

function meta(db: Database, key: string): string | undefined {
  return db.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(key) as string | undefined
}

function setMeta(db: Database, key: string, value: string): void {
  db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(key, value)
}
