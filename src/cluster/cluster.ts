import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import type { Interval } from '../detect/query.js'
import { OtsiftError } from '../errors.js'
import type { StoreAddress } from './address.js'
import { type Parameters, translate } from './dialect.js'
import { messageTables } from './tables.js'

type Client = typeof import('@clickhouse/client')

/** A value of a row on its way. */
export type Cell = number | string | null

/** Columns and rows of a query. */
export interface Answer {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** Attempts at an insert; its token makes that the later ones add nothing if an earlier one arrived. */
const attempts = 3
const secondsBetween = 2

/**
 * What makes ClickHouse mean by a query what SQLite means; and numbers that JavaScript can hold. Joins are taken
 * in the order in which they are written: reordering those of several views fails in ClickHouse 26.7 ("Left and
 * right columns have same names").
 */
const meaning: ClickHouseSettings = {
  join_use_nulls: 1,
  union_default_mode: 'DISTINCT',
  prefer_column_name_to_alias: 1,
  aggregate_functions_null_for_empty: 1,
  query_plan_optimize_join_order_limit: '0',
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_denormals: 0,
}

/** A ClickHouse database that otsift writes to and asks. */
export class Cluster {
  readonly #client: ClickHouseClient
  readonly #map: Client['SettingsMap']
  readonly address: StoreAddress

  private constructor(client: ClickHouseClient, map: Client['SettingsMap'], address: StoreAddress) {
    this.#client = client
    this.#map = map
    this.address = address
  }

  /** Connects. Throws `usage` where the client is not installed. */
  static async open(address: StoreAddress): Promise<Cluster> {
    const { createClient, ClickHouseLogLevel, SettingsMap } = await loadClient()
    const { url, username, password, database } = address
    const client = createClient({
      url,
      username,
      password,
      database,
      application: 'otsift',
      // What goes wrong is told once, as an error.
      log: { level: ClickHouseLogLevel.OFF },
      request_timeout: 600_000,
      compression: { request: true, response: false },
      max_open_connections: 2,
    })
    return new Cluster(client, SettingsMap, address)
  }

  /**
   * Runs a query that only reads, for at most `limit` seconds. Parameters stand as `:name` in it; of tables of
   * messages only the rows `within` a stretch are read, where one is given.
   */
  async ask(
    sql: string,
    parameters: Parameters = {},
    limit = 600,
    within?: Interval,
  ): Promise<Answer> {
    const format = 'JSONCompact'
    const settings: ClickHouseSettings = { ...meaning, max_execution_time: limit, readonly: '2' }
    if (within) settings.additional_table_filters = this.#map.from(this.#filters(within))
    const { meta = [], data } = await this.#told(async () => {
      const result = await this.#client.query({
        query: translate(sql, parameters),
        query_params: { ...parameters },
        clickhouse_settings: settings,
        format,
      })
      return await result.json<Cell[]>()
    })
    return { columns: meta.map((column) => column.name), rows: data }
  }

  /** The rows of a query by the names of their columns. */
  async rows<T>(sql: string, parameters: Parameters = {}): Promise<T[]> {
    const { columns, rows } = await this.ask(sql, parameters)
    return rows.map(
      (row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])) as T,
    )
  }

  /** Runs a statement that returns nothing. */
  async run(sql: string): Promise<void> {
    await this.#told(() => this.#client.command({ query: sql }))
  }

  /**
   * Inserts rows as one block. A block with the same token and content is taken once, however often it is sent;
   * without a token, by its content alone.
   */
  async insert(
    table: string,
    columns: readonly string[],
    rows: readonly string[],
    token: string,
  ): Promise<void> {
    if (rows.length === 0) return
    const body = rows.join('\n')
    const settings = {
      insert_deduplication_token: token,
      insert_deduplicate: 1,
      async_insert: 0,
      max_insert_block_size: '10000000',
      max_partitions_per_insert_block: '0',
    } as ClickHouseSettings
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { stream } = await this.#client.exec({
          query: `INSERT INTO ${table} (${columns.join(', ')}) FORMAT JSONCompactEachRow`,
          values: Readable.from([Buffer.from(body)], { objectMode: false }),
          clickhouse_settings: settings,
        })
        for await (const _ of stream) {
          // The answer is empty, and has to be read for the connection to be free again.
        }
        return
      } catch (error) {
        if (attempt >= attempts || !isNetwork(error)) throw this.#explained(error)
        await new Promise((resolve) => setTimeout(resolve, secondsBetween * 1000 * attempt))
      }
    }
  }

  /** Creates the database where it is not there. */
  async createDatabase(): Promise<void> {
    try {
      await this.ask('SELECT 1 AS one')
    } catch (error) {
      if ((error as { type?: string }).type !== 'UNKNOWN_DATABASE') throw error
      const { database } = this.address
      const elsewhere = await Cluster.open({ ...this.address, database: 'default' })
      await elsewhere.run(`CREATE DATABASE IF NOT EXISTS ${database}`)
      await elsewhere.close()
    }
  }

  /** Ends the connections. */
  async close(): Promise<void> {
    await this.#client.close()
  }

  /** A filter for each table of messages, which goes by partition and key. */
  #filters({ since, until }: Interval): Record<string, string> {
    const filter = `ts >= ${since} AND ts < ${until}`
    return Object.fromEntries(
      messageTables.map((table) => [`${this.address.database}.${table}`, filter]),
    )
  }

  async #told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw this.#explained(error)
    }
  }

  #explained(error: unknown): Error {
    const { url, database } = this.address
    if (isNetwork(error)) {
      const { code, message } = error as { code?: string; message: string }
      return new OtsiftError(
        'io',
        `${url} does not answer: ${code ?? message}.`,
        'Check the address and the network, then run again; nothing is lost.',
      )
    }
    const { type = '', message } = error as { type?: string; message: string }
    if (/AUTHENTICATION|ACCESS_DENIED|REQUIRED_PASSWORD/.test(type)) {
      return new OtsiftError(
        'io',
        `${url}/${database} refuses: ${message}`,
        'Check the user and OTSIFT_STORE_PASSWORD.',
      )
    }
    return error as Error
  }
}

/** A token for a block of rows: changed rows are another block. */
export function tokenOf(place: string, rows: readonly string[]): string {
  const hash = createHash('sha256')
  for (const row of rows) hash.update(row)
  return `${place}/${hash.digest('hex').slice(0, 24)}`
}

/** True where the server did not say anything: it may or may not have taken what was sent. */
function isNetwork(error: unknown): boolean {
  const { code, message = '' } = error as { code?: unknown; message?: string }
  return (
    (typeof code === 'string' && /^(E[A-Z]+|UND_ERR.*)$/.test(code)) ||
    /timeout|socket hang up/i.test(message)
  )
}

async function loadClient(): Promise<Client> {
  try {
    return await import('@clickhouse/client')
  } catch {
    throw new OtsiftError(
      'usage',
      'The ClickHouse client is not installed.',
      'Install it beside otsift: npm install @clickhouse/client',
    )
  }
}
