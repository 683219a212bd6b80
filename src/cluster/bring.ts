import type { Database } from '../store/database.js'
import { statement } from '../store/sql.js'
import type { Cell, Cluster } from './cluster.js'
import type { Parameters } from './dialect.js'

/** Brings the counts of every series to a desk, each in its first and its last minute: what a report sums. */
export async function bringTraffic(cluster: Cluster, db: Database): Promise<void> {
  await bring(cluster, db, 'activity', 'traffic', {})
}

/** Brings what a finding did to a desk: the counts of its minutes, and the addresses used in their hours. */
export async function bringFinding(cluster: Cluster, db: Database, id: string): Promise<void> {
  await bring(cluster, db, 'activity', 'finding-activity', { id })
  await bring(cluster, db, 'address_use', 'finding-addresses', { id })
}

/** Columns of a row that name its series; the columns of its table follow, time first. */
const seriesWidth = 10

async function bring(
  cluster: Cluster,
  db: Database,
  table: 'activity' | 'address_use',
  file: string,
  parameters: Parameters,
): Promise<void> {
  const { rows } = await cluster.ask(statement(import.meta.url, `./sql/${file}.sql`), parameters)
  const width = (db.pragma(`table_info(${table})`) as unknown[]).length
  const add = db.prepare(
    `INSERT OR IGNORE INTO ${table} VALUES (${Array(width).fill('?').join(', ')})`,
  )
  const desk = new SeriesOnDesk(db)
  db.transaction(() => {
    for (const row of rows) {
      const series = desk.number(row.slice(0, seriesWidth), Number(row[seriesWidth]))
      add.run(series, ...row.slice(seriesWidth))
    }
  })()
}

/** Gives series that come from a cluster the numbers of a desk. */
class SeriesOnDesk {
  readonly #addChannel
  readonly #findChannel
  readonly #addSeries
  readonly #findSeries
  readonly #prefer

  constructor(db: Database) {
    const sql = (file: string) => db.prepare(statement(import.meta.url, `../store/sql/${file}.sql`))
    this.#addChannel = sql('add-channel')
    this.#findChannel = sql('find-channel').pluck()
    this.#addSeries = sql('add-series')
    this.#findSeries = sql('find-series').pluck()
    this.#prefer = db.prepare('INSERT OR IGNORE INTO source_hour VALUES (?, ?, ?, ?, 1, 1)')
  }

  /** The number of a series; what came was the richest log of its hour. */
  number(row: readonly Cell[], time: number): number {
    const [sensor, protocol, client, server, port, source, unit, code, sub, outcome] = row
    this.#prefer.run(sensor, protocol, time - (time % 3600), source)
    const at = [sensor, protocol, client, server, port]
    const channel = (this.#findChannel.get(at) ??
      this.#addChannel.run(at).lastInsertRowid) as number
    const key = [channel, source, code, unit, sub, outcome]
    return (this.#findSeries.get(key) ?? this.#addSeries.run(key).lastInsertRowid) as number
  }
}
