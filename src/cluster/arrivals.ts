import type { Database } from '../store/database.js'
import type { Cluster } from './cluster.js'

const dayLength = 86_400
/** Per cent of packets lost below which nothing is held back. */
const leastLost = 5

/**
 * Puts what a plan goes by on the desk: minutes that arrived since they were judged, fields of the logs, hosts,
 * and where sensors saw nothing. Tells up to which batch each spool is there.
 */
export async function bringArrivals(
  cluster: Cluster,
  db: Database,
): Promise<ReadonlyMap<string, number>> {
  const latest = await bringMinutes(cluster, db)
  await put(cluster, db, 'field_seen', 'SELECT DISTINCT sensor, field FROM field_seen')
  await put(
    cluster,
    db,
    'channel (sensor, protocol, client, server, server_port)',
    'SELECT DISTINCT sensor, protocol, client, server, server_port FROM series',
  )
  await put(
    cluster,
    db,
    'capture_loss (ts, file, line, sensor, ts_delta, percent_lost)',
    `SELECT ts, file, line, sensor, ts_delta, percent_lost FROM v_capture_loss WHERE percent_lost > ${leastLost}`,
  )
  await bringSensorMinutes(cluster, db)
  return latest
}

async function bringMinutes(cluster: Cluster, db: Database): Promise<ReadonlyMap<string, number>> {
  const judged = new Map(
    db.prepare('SELECT name, value FROM mark').raw().all() as [string, string][],
  )
  const latest = new Map<string, number>()
  const dirty = db.prepare('INSERT OR IGNORE INTO dirty_minute VALUES (?)')
  const spools = await cluster.rows<{ spool: string; batch: number }>(
    'SELECT spool, max(batch) AS batch FROM arrival GROUP BY spool',
  )
  for (const { spool, batch } of spools) {
    latest.set(spool, batch)
    const after = Number(judged.get(`judged ${spool}`) ?? 0)
    const { rows } = await cluster.ask(
      'SELECT DISTINCT minute FROM arrival WHERE spool = :spool AND batch > :after AND batch <= :batch',
      { spool, batch, after },
    )
    for (const row of rows) dirty.run(row)
  }
  return latest
}

/**
 * Brings the minutes in which sensors wrote, a day around those to be judged, and of each sensor the nearest ones
 * outside and the first and last of all: they tell how long it was silent.
 */
async function bringSensorMinutes(cluster: Cluster, db: Database): Promise<void> {
  const { first, last } = db
    .prepare('SELECT min(minute) AS first, max(minute) AS last FROM dirty_minute')
    .get() as { first: number | null; last: number | null }
  const range = { from: (first ?? 0) - dayLength, to: (last ?? -1) + dayLength }
  const write = 'log_minute (sensor, log, minute, rows)'
  await put(
    cluster,
    db,
    write,
    "SELECT DISTINCT sensor, '' AS log, minute, 1 AS rows FROM log_minute WHERE minute >= :from AND minute <= :to",
    range,
  )
  for (const [which, where] of [
    ['max', 'minute < :from'],
    ['min', 'minute > :to'],
    ['min', '1 = 1'],
    ['max', '1 = 1'],
  ]) {
    const sql = `SELECT sensor, '' AS log, ${which}(minute) AS minute, 1 AS rows FROM log_minute WHERE ${where} GROUP BY sensor`
    await put(cluster, db, write, sql, range)
  }
}

/** Puts the rows of a query into a table of the desk. */
async function put(
  cluster: Cluster,
  db: Database,
  table: string,
  sql: string,
  parameters: Readonly<Record<string, number>> = {},
): Promise<void> {
  const { columns, rows } = await cluster.ask(sql, parameters)
  const marks = columns.map(() => '?').join(', ')
  const add = db.prepare(`INSERT OR IGNORE INTO ${table} VALUES (${marks})`)
  db.transaction(() => {
    for (const row of rows) add.run(row)
  })()
}
