import { ingest } from '../../src/ingest/run.js'
import { type Database, openStore } from '../../src/store/database.js'

const open: Database[] = []

afterEach(() => {
  for (const db of open.splice(0)) db.close()
})

/** An empty store in memory, closed after the test. */
export function emptyStore(): Database {
  const db = openStore(':memory:')
  open.push(db)
  return db
}

/** A store in memory into which these files were read. */
export async function storeOf(...paths: string[]): Promise<Database> {
  const db = emptyStore()
  await ingest(db, paths)
  return db
}

/** All rows of a query. */
export function all<T = Record<string, unknown>>(db: Database, sql: string, ...values: unknown[]) {
  return db.prepare(sql).all(...values) as T[]
}

/** One value. */
export function one(db: Database, sql: string, ...values: unknown[]): unknown {
  return db
    .prepare(sql)
    .pluck()
    .get(...values)
}

/** Where a log lies and when it was written are no facts of the log. */
const placeColumns = new Set(['path', 'ahead', 'state'])
/** Columns whose numbers begin with that of a series. */
const symbolsOf: Readonly<Record<string, readonly string[]>> = {
  transition: ['previous', 'next'],
  sequence_hour: ['first', 'last'],
}
/** Tables that only say what is still to be judged, or how long it took. */
const workTables = new Set([
  'dirty_minute',
  'judging_minute',
  'watched_archive',
  'migration',
  'meta',
])

/**
 * Everything a store holds, table by table, rows sorted, with names in place of the numbers that depend on
 * the order in which logs were read.
 */
export function dump(db: Database): Record<string, string[]> {
  const names = {
    file: naming(
      db,
      "SELECT id, sensor || ' ' || log || ' ' || fingerprint || ' ' || generation FROM ingest_file",
    ),
    channel: naming(
      db,
      "SELECT id, sensor || ' ' || protocol || ' ' || client || ' ' || server || ' ' || server_port FROM channel",
    ),
    connection: naming(
      db,
      "SELECT n.id, n.uid || ' ' || n.client_port || ' ' || c.sensor || ' ' || c.protocol || ' ' || c.client || ' ' || c.server || ' ' || c.server_port FROM connection AS n JOIN channel AS c ON c.id = n.channel",
    ),
    series: naming(
      db,
      "SELECT id, channel || ' ' || source || ' ' || coalesce(unit, 'none') || ' ' || function || ' ' || coalesce(sub_function, 'none') || ' ' || coalesce(outcome, 'none') FROM series",
    ),
    point: naming(
      db,
      "SELECT id, channel || ' ' || source || ' ' || coalesce(unit, 'none') || ' ' || kind || ' ' || address FROM point",
    ),
  }
  for (const [id, name] of names.series) {
    const [channel, ...rest] = name.split(' ')
    names.series.set(id, [names.channel.get(Number(channel)), ...rest].join(' '))
  }
  for (const [id, name] of names.point) {
    const [channel, ...rest] = name.split(' ')
    names.point.set(id, [names.channel.get(Number(channel)), ...rest].join(' '))
  }
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[]
  const rowsOf = (table: string) =>
    all(db, `SELECT * FROM ${table}`).map((row) => {
      const told = Object.entries(row)
        .filter(([column]) => column !== 'id' && !placeColumns.has(column))
        .map(([column, value]) => {
          if (Buffer.isBuffer(value)) return [column, value.toString('hex')]
          if (symbolsOf[table]?.includes(column)) {
            const series = Math.floor(Number(value) / 2 ** 34)
            return [column, `${names.series.get(series)} ${Number(value) % 2 ** 34}`]
          }
          // DNP3 has points of its own, which are numbers.
          const naming =
            column === 'point' && table !== 'point_hour'
              ? undefined
              : names[column as keyof typeof names]
          return [column, naming && typeof value === 'number' ? naming.get(value) : value]
        })
      return JSON.stringify(Object.fromEntries(told))
    })
  return Object.fromEntries(
    tables.filter((table) => !workTables.has(table)).map((table) => [table, rowsOf(table).sort()]),
  )
}

function naming(db: Database, sql: string): Map<number, string> {
  return new Map(db.prepare(sql).raw().all() as [number, string][])
}
