import { createHash, randomUUID } from 'node:crypto'
import { OtsiftError } from '../errors.js'
import { type Database, openStore } from '../store/database.js'
import { schemaFiles } from '../store/sql.js'
import type { Cell, Cluster } from './cluster.js'
import { tokenOf } from './cluster.js'
import { isState } from './tables.js'
import { clusterViews, type View } from './views.js'

/** Tables that come with otsift itself. */
const codeTables = [
  'source',
  'function_code',
  'function_risk',
  'critical_value',
  'time_bin',
] as const

/** Creates the tables and views of a store, or brings them to this version; does nothing where they are. */
export async function migrateCluster(cluster: Cluster): Promise<void> {
  await cluster.createDatabase()
  const tables = schemaFiles('clickhouse/migrations')
  const views = clusterViews()
  const blank = openStore(':memory:')
  try {
    const codes = codeTables.map((name) => [name, rowsOf(blank, name)] as const)
    const state = stateViews(blank)
    const wanted = createHash('sha256')
      .update(JSON.stringify([tables, views, codes, state]))
      .digest('hex')
    if ((await schemaOf(cluster)) === wanted) return
    for (const file of tables) {
      for (const statement of statements(file.text)) await cluster.run(engine(cluster, statement))
    }
    for (const [name, rows] of codes) await fill(cluster, name, rows)
    for (const { sql } of state) await cluster.run(sql)
    await createViews(cluster, views)
    await remember(cluster, wanted)
  } finally {
    blank.close()
  }
}

/** The id of a store, by which a spool knows where it sent its rows. */
async function storeId(cluster: Cluster): Promise<string> {
  const [row] = await cluster.rows<{ id: string }>(
    "SELECT min(value) AS id FROM meta WHERE key = 'store'",
  )
  return row?.id ?? ''
}

async function schemaOf(cluster: Cluster): Promise<string | undefined> {
  try {
    const [row] = await cluster.rows<{ value: string }>(
      "SELECT value FROM meta FINAL WHERE key = 'schema'",
    )
    return row?.value
  } catch (error) {
    if (error instanceof OtsiftError) throw error
    return undefined
  }
}

/** Statements of a file; none of them has a semicolon within. */
function statements(text: string): string[] {
  return text
    .replaceAll(/--[^\n]*/g, '')
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}

/** Creates views in whatever order they need one another. */
async function createViews(cluster: Cluster, views: readonly View[]): Promise<void> {
  let left = views
  while (left.length > 0) {
    const waiting: View[] = []
    let reason: unknown
    for (const view of left) {
      try {
        await cluster.run(view.sql)
      } catch (error) {
        if ((error as { type?: string }).type !== 'UNKNOWN_TABLE') throw error
        reason = error
        waiting.push(view)
      }
    }
    if (waiting.length === left.length) throw reason
    left = waiting
  }
}

/** In a replicated database every table is; its window of tokens is another setting then. */
function engine(cluster: Cluster, statement: string): string {
  if (!cluster.address.replicated) return statement
  return statement
    .replace(/ENGINE = (Replacing)?MergeTree/, 'ENGINE = Replicated$1MergeTree')
    .replace('non_replicated_deduplication_window', 'replicated_deduplication_window')
}

function rowsOf(db: Database, table: string): Cell[][] {
  return db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).raw().all() as Cell[][]
}

async function fill(cluster: Cluster, table: string, rows: readonly Cell[][]): Promise<void> {
  const lines = rows.map((row) => JSON.stringify(row))
  const columns = (
    await cluster.rows<{ name: string }>(
      `SELECT name FROM system.columns WHERE database = currentDatabase() AND table = :table ORDER BY position`,
      { table },
    )
  ).map(({ name }) => name)
  await cluster.run(`TRUNCATE TABLE ${table}`)
  await cluster.insert(table, columns, lines, tokenOf(`${table} ${randomUUID()}`, lines))
}

async function remember(cluster: Cluster, schema: string): Promise<void> {
  if ((await storeId(cluster)) === '') await put(cluster, 'store', randomUUID())
  await put(cluster, 'schema', schema)
}

async function put(cluster: Cluster, key: string, value: string): Promise<void> {
  await cluster.insert('meta', ['key', 'value'], [JSON.stringify([key, value])], randomUUID())
}

/** Every table of baselines, findings and decisions as a view over `state`, with its columns and types. */
function stateViews(db: Database): View[] {
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[]
  return tables.filter(isState).map((name) => {
    const columns = db.pragma(`table_info(${name})`) as Column[]
    const list = columns.map(
      (column) => `  JSONExtract(fields, '${column.name}', '${typeOf(column)}') AS ${column.name}`,
    )
    return {
      name,
      sql: `CREATE OR REPLACE VIEW ${name} AS\nSELECT\n${list.join(',\n')}\nFROM state FINAL\nWHERE state.name = '${name}'`,
    }
  })
}

interface Column {
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly pk: number
}

function typeOf({ type, notnull, pk }: Column): string {
  const plain = { INTEGER: 'Int64', REAL: 'Float64' }[type] ?? 'String'
  return notnull === 1 || pk > 0 ? plain : `Nullable(${plain})`
}
