import { hostname } from 'node:os'
import { OtsiftError } from '../errors.js'
import type { Database } from '../store/database.js'
import type { Cluster } from './cluster.js'
import { tokenOf } from './cluster.js'
import { expand, seriesKey, seriesQuery } from './expand.js'
import { type Batch, batches, fileNumber, finish, spoolId, stretches } from './spool.js'
import { factTables } from './tables.js'

/** Rows in an insert. */
const rowsAtOnce = 100_000

/** How a run of sending went. */
export interface Shipment {
  readonly batches: number
  readonly rows: number
}

/** What is told while sending. */
export interface ShipOptions {
  /** Let this spool send for sensors that another one sent for before. */
  readonly takeOver?: boolean | undefined
  readonly progress?: (rows: number) => void
}

/** Sends what a spool has and the store has not. What arrived is not sent again; a broken run goes on. */
export async function ship(
  db: Database,
  cluster: Cluster,
  options: ShipOptions = {},
): Promise<Shipment> {
  // From now on it is a spool: `detect` needs the store.
  db.prepare("INSERT OR IGNORE INTO meta VALUES ('ships', '1')").run()
  const clean = db.prepare('DELETE FROM dirty_minute WHERE minute = ?')
  const dirty = db.prepare('SELECT minute FROM dirty_minute').pluck().all() as number[]
  return await send(db, cluster, dirty, options, (batch) => {
    for (const minute of batch.minutes) clean.run(minute)
  })
}

/** Sends every minute that a database has, whatever was sent or judged before; it stays as it is. */
export async function shipAll(
  db: Database,
  cluster: Cluster,
  options: ShipOptions = {},
): Promise<Shipment> {
  const after = db.prepare("SELECT value FROM meta WHERE key = 'copied'").pluck().get()
  const minutes = db
    .prepare(
      `SELECT minute FROM log_minute WHERE minute > @after
       UNION SELECT minute FROM activity WHERE minute > @after`,
    )
    .pluck()
    .all({ after: Number(after ?? -1e12) }) as number[]
  const shipment = await send(db, cluster, minutes, options, (batch) => {
    const last = batch.minutes.reduce((most, minute) => Math.max(most, minute), -1e12)
    db.prepare("INSERT OR REPLACE INTO meta VALUES ('copied', ?)").run(String(last))
  })
  db.prepare("DELETE FROM meta WHERE key = 'copied'").run()
  return shipment
}

async function send(
  db: Database,
  cluster: Cluster,
  minutes: readonly number[],
  options: ShipOptions,
  sent: (batch: Batch) => void,
): Promise<Shipment> {
  const spool = spoolId(db)
  let [count, rows] = [0, 0]
  for (const batch of batches(db, minutes)) {
    if (count === 0) await claimSensors(db, cluster, spool, batch.number, options.takeOver === true)
    const sender = new Sender(cluster, `${spool}/${batch.number}`, batch.number, options.progress)
    await sendBatch(db, sender, batch, spool)
    finish(db, sent, batch)
    count += 1
    rows += sender.rows
  }
  return { batches: count, rows }
}

/** Throws `usage` where another spool sends for one of these sensors: their counts would overwrite one another. */
async function claimSensors(
  db: Database,
  cluster: Cluster,
  spool: string,
  batch: number,
  takeOver: boolean,
): Promise<void> {
  const sensors = db.prepare('SELECT DISTINCT sensor FROM log_minute').pluck().all() as string[]
  const known = await cluster.rows<{ sensor: string; spool: string; host: string }>(
    'SELECT sensor, spool, host FROM sensor_spool FINAL',
  )
  const other = known.find((each) => sensors.includes(each.sensor) && each.spool !== spool)
  if (other && !takeOver) {
    throw new OtsiftError(
      'usage',
      `Rows of the sensor ${other.sensor} come from another database, on ${other.host}.`,
      'Name this sensor otherwise with --sensor, or give --take-over where this one replaces it.',
    )
  }
  const mine = new Set(known.filter((each) => each.spool === spool).map((each) => each.sensor))
  const fresh = sensors.filter((sensor) => !mine.has(sensor))
  const rows = fresh.map((sensor) => JSON.stringify([sensor, spool, hostname(), batch]))
  const columns = ['sensor', 'spool', 'host', 'batch']
  await cluster.insert('sensor_spool', columns, rows, tokenOf(`sensors ${spool}`, rows))
}

/** Puts rows of a batch into blocks; each has a token of its own, so that it is taken once. */
class Sender {
  rows = 0
  readonly #cluster: Cluster
  readonly #place: string
  readonly #batch: number
  readonly #progress: ((rows: number) => void) | undefined

  constructor(
    cluster: Cluster,
    place: string,
    batch: number,
    progress: ((rows: number) => void) | undefined,
  ) {
    this.#cluster = cluster
    this.#place = place
    this.#batch = batch
    this.#progress = progress
  }

  /** Sends rows of one table in order; `columns` lack the batch. */
  async table(
    name: string,
    columns: readonly string[],
    rows: Iterable<readonly unknown[]>,
  ): Promise<void> {
    let block: string[] = []
    let number = 0
    const flush = async () => {
      const token = tokenOf(`${this.#place}/${name}/${number}`, block)
      await this.#cluster.insert(name, [...columns, 'batch'], block, token)
      this.rows += block.length
      this.#progress?.(block.length)
      number += 1
      block = []
    }
    for (const row of rows) {
      block.push(JSON.stringify([...row.map(plain), this.#batch]))
      if (block.length === rowsAtOnce) await flush()
    }
    if (block.length > 0) await flush()
  }
}

/** Values as they travel: words of registers in hexadecimal. */
function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? `0x${Buffer.from(value).toString('hex')}` : value
}

/** Sends everything of the hours of a batch; last, that its minutes are to be judged. */
async function sendBatch(db: Database, sender: Sender, batch: Batch, spool: string): Promise<void> {
  const hours = stretches(batch.minutes)
  const files = new Files(db)
  for (const table of factTables) {
    const { columns, sql, file } = expand(db, table)
    const query = db.prepare(sql).raw()
    function* rows(): Generator<unknown[]> {
      for (const { hour, from, to } of hours) {
        const [since, until] = table.time === 'hour' ? [hour, hour + 1] : [from, to]
        for (const row of query.iterate(since, until) as Iterable<unknown[]>) {
          if (file >= 0) row[file] = files.numberOf(Number(row[file]))
          yield row
        }
      }
    }
    await sender.table(table.name, columns, rows())
  }
  const series = db.prepare(seriesQuery()).raw()
  const [first, last] = [hours[0]?.from ?? 0, hours.at(-1)?.to ?? 0]
  await sender.table('series', seriesKey, series.all(first, last) as unknown[][])
  await files.send(sender, first, last)
  const fields = db.prepare('SELECT sensor, field FROM field_seen').raw().all() as unknown[][]
  await sender.table('field_seen', ['sensor', 'field'], fields)
  await sender.table(
    'arrival',
    ['minute', 'spool'],
    batch.minutes.map((minute) => [minute, spool]),
  )
}

const fileColumns = [
  'sensor',
  'log',
  'path',
  'rows',
  'stored',
  'rejected',
  'unfinished',
  'damage',
  'first_ts',
  'last_ts',
  'backwards',
  'ahead',
] as const

/** The logs of a spool by the numbers they have in every store. */
class Files {
  readonly #db: Database
  readonly #numbers = new Map<number, number>()

  constructor(db: Database) {
    this.#db = db
    const rows = db
      .prepare('SELECT id, sensor, log, fingerprint, generation FROM ingest_file')
      .raw()
    for (const [id, sensor, log, print, generation] of rows.iterate() as Iterable<FileRow>) {
      this.#numbers.set(id, fileNumber(sensor, log, print, generation))
    }
  }

  numberOf(id: number): number {
    return this.#numbers.get(id) ?? id
  }

  /** Sends the logs that have rows in a stretch, or none with a time, and their rejected lines. */
  async send(sender: Sender, from: number, to: number): Promise<void> {
    const where = 'f.first_ts IS NULL OR (f.first_ts < ? AND f.last_ts >= ?)'
    const rename = (rows: readonly unknown[][]) =>
      rows.map(([id, ...rest]) => [this.numberOf(Number(id)), ...rest])
    const logs = this.#db
      .prepare(`SELECT f.id, ${fileColumns.join(', ')} FROM ingest_file AS f WHERE ${where}`)
      .raw()
    await sender.table(
      'ingest_file',
      ['id', ...fileColumns],
      rename(logs.all(to, from) as unknown[][]),
    )
    const lines = this.#db
      .prepare(
        `SELECT r.file, r.line, r.reason, r.text FROM ingest_file AS f
         CROSS JOIN rejected_line AS r ON r.file = f.id WHERE ${where}`,
      )
      .raw()
    const columns = ['file', 'line', 'reason', 'text']
    await sender.table('rejected_line', columns, rename(lines.all(to, from) as unknown[][]))
  }
}

type FileRow = [number, string, string, string, number]
