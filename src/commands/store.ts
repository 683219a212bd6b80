import type { Baseline } from '../baseline/learn.js'
import { publish } from '../baseline/publish.js'
import { storeAddress } from '../cluster/address.js'
import { bringFinding, bringTraffic } from '../cluster/bring.js'
import { Cluster } from '../cluster/cluster.js'
import { Desk } from '../cluster/desk.js'
import { detectInCluster } from '../cluster/detect.js'
import { migrateCluster } from '../cluster/schema.js'
import { type ShipOptions, ship } from '../cluster/ship.js'
import { loadDetectors } from '../detect/load.js'
import { OtsiftError } from '../errors.js'
import { findFinding } from '../findings/decide.js'
import type { DetectResult } from '../findings/detect.js'
import { learnedBy } from '../findings/learned-by.js'
import { workOutSite } from '../site/work-out.js'
import { type Database, openReadOnly, requireStore } from '../store/database.js'
import type { QuerySink } from '../store/query.js'
import type { Output } from './options.js'
import { runDetectors, withDecision, withStore } from './session.js'

/** Where a command reads and writes: a file, or with `store` a ClickHouse database. */
export interface StoreArguments {
  readonly db: string
  readonly store?: string | undefined
}

/** Connects to a store in ClickHouse, brings its tables to this version, and closes it whatever happens. */
export async function withCluster<T>(
  store: string,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const cluster = await Cluster.open(storeAddress(store))
  try {
    await migrateCluster(cluster)
    return await work(cluster)
  } catch (error) {
    throw saidBy(store, error)
  } finally {
    await cluster.close()
  }
}

/** What the server says, such as that its disk is full, as an error for its user. */
function saidBy(store: string, error: unknown): unknown {
  const { type, message } = error as { type?: unknown; message: string }
  if (error instanceof OtsiftError || typeof type !== 'string') return error
  return new OtsiftError(
    'io',
    `${new URL(store).host} says: ${message.trim()}`,
    "Look into the server's log, its disk and the rights of its user, then run again; nothing is lost.",
  )
}

/** What was learned, found and decided, to be read; the caller closes it. */
export async function openState({ db, store }: StoreArguments): Promise<Database> {
  if (store === undefined) return openReadOnly(db)
  return await withCluster(store, async (cluster) => (await Desk.open(cluster)).db)
}

/** The same, with the counts that a report sums up. */
export async function openReport({ db, store }: StoreArguments): Promise<Database> {
  if (store === undefined) return openReadOnly(db)
  return await withCluster(store, async (cluster) => {
    const desk = await Desk.open(cluster)
    await bringTraffic(cluster, desk.db)
    return desk.db
  })
}

/** Opens findings so that they may become part of the baseline: with what they did. */
export async function withFindingsToAccept<T>(
  args: StoreArguments,
  choose: (db: Database) => string[],
  work: (db: Database, ids: readonly string[]) => T,
): Promise<T> {
  const command = 'findings accept'
  if (args.store === undefined)
    return await withDecided(args, command, (db) => work(db, choose(db)))
  return await withDesk(args.store, command, async (desk, cluster) => {
    const ids = choose(desk.db)
    for (const id of ids) {
      refuseHabits(findFinding(desk.db, id))
      await bringFinding(cluster, desk.db, id)
    }
    return work(desk.db, ids)
  })
}

/** What detectors of habits found is learned out of hours of messages, which stay in the cluster. */
function refuseHabits({ id, detector }: { readonly id: string; readonly detector: string }): void {
  if (!(detector in learnedBy)) return
  throw new OtsiftError(
    'usage',
    `${id} is of ${detector}, whose learning takes the messages of its sensor.`,
    'Use `otsift baseline extend --db SPOOL --store` at the sensor, or close or suppress it.',
  )
}

/** Rows of a query over the views, from the file or the cluster: for SQL that means the same on both. */
export async function askViews<T>({ db: path, store }: StoreArguments, sql: string): Promise<T[]> {
  if (store !== undefined) return await withCluster(store, (cluster) => cluster.rows<T>(sql))
  const db = openReadOnly(path)
  try {
    return db.prepare(sql).all() as T[]
  } finally {
    db.close()
  }
}

/** Opens what was learned, found and decided, lets `work` change it, and keeps the change. */
export async function withState<T>(
  { db, store }: StoreArguments,
  command: string,
  work: (db: Database) => Promise<T> | T,
  { mayBeNew = false } = {},
): Promise<T> {
  if (store === undefined) {
    if (!mayBeNew) requireStore(db)
    return await withStore(db, command, work)
  }
  return await withDesk(store, command, (desk) => work(desk.db))
}

/** The same for a short decision, which may be made while `watch` holds the file. */
export async function withDecided<T>(
  { db, store }: StoreArguments,
  command: string,
  work: (db: Database) => T,
): Promise<T> {
  if (store !== undefined) return await withDesk(store, command, (desk) => work(desk.db))
  requireStore(db)
  return await withDecision(db, command, work)
}

/** The same, for work that asks the cluster as well. */
async function withDesk<T>(
  store: string,
  command: string,
  work: (desk: Desk, cluster: Cluster) => Promise<T> | T,
): Promise<T> {
  return await withCluster(store, async (cluster) => {
    const desk = await Desk.open(cluster)
    try {
      const result = await work(desk, cluster)
      await desk.save(command)
      return result
    } finally {
      desk.close()
    }
  })
}

/** Sends what a spool has new to its store. */
export async function shipTo(
  store: string,
  db: Database,
  { takeOver }: ShipOptions,
  output: Output,
): Promise<void> {
  workOutSite(db)
  const { rows } = await withCluster(store, (cluster) => ship(db, cluster, { takeOver }))
  output.stderr(`sent ${rows} rows to ${new URL(store).host}\n`)
}

/**
 * Runs the detectors where the rows are: in the file that is open, or in the cluster. `before` may change what
 * they go by; `tell` sees what was found, and may note that somebody was told.
 */
export async function detectIn(
  db: Database | undefined,
  command: string,
  args: StoreArguments & Parameters<typeof runDetectors>[2],
  before: (state: Database) => void,
  tell: (state: Database, result: DetectResult) => Promise<void> | void,
): Promise<void> {
  if (args.store !== undefined) {
    const detectors = loadDetectors(args.detectors)
    await withDesk(args.store, command, async (desk, cluster) => {
      before(desk.db)
      const result = await detectInCluster(cluster, desk, { ...args, detectors })
      // What is to be told to others has to be there before it is told.
      await desk.save(command)
      await tell(desk.db, result)
    })
    return
  }
  if (db === undefined) throw new Error('neither a file nor a store')
  refuseSpool(db, args.db)
  before(db)
  await tell(db, await runDetectors(db, args.db, args))
}

/** The minutes that are to be judged are those that are to be sent: judging them here would keep them here. */
function refuseSpool(db: Database, path: string): void {
  if (db.prepare("SELECT 1 FROM meta WHERE key = 'ships'").get() === undefined) return
  throw new OtsiftError(
    'usage',
    `${path} is the spool of a ClickHouse store.`,
    'Give its --store: detection runs there.',
  )
}

/** Puts what this spool's sensors learned into the baseline of its store, as a new revision. */
export async function publishTo(store: string, db: Database): Promise<Baseline> {
  return await withDesk(store, 'baseline learn', (desk) => publish(db, desk.db))
}

/** Runs a user's query in the cluster, in the SQL of ClickHouse. Throws `usage` for one that is wrong or writes. */
export async function queryIn(
  store: string,
  sql: string,
  limit: number,
  sink: QuerySink,
): Promise<void> {
  const { columns, rows } = await withCluster(store, async (cluster) => {
    try {
      return await cluster.ask(sql, {}, limit)
    } catch (error) {
      if (error instanceof OtsiftError) throw error
      throw new OtsiftError(
        'usage',
        (error as Error).message,
        'The views and their columns are in docs/views.md.',
      )
    }
  })
  sink.columns(columns)
  sink.rows(rows)
}
