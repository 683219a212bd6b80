import type { Cluster } from '../../src/cluster/cluster.js'
import { expand } from '../../src/cluster/expand.js'
import { migrateCluster } from '../../src/cluster/schema.js'
import { factTables, isState } from '../../src/cluster/tables.js'
import { ClickHouse, describeClickHouse } from '../support/clickhouse.js'
import { all, emptyStore } from '../support/store.js'

/** Columns of everything in a ClickHouse database, by table and view. */
async function columnsIn(cluster: Cluster): Promise<Map<string, string[]>> {
  const columns = new Map<string, string[]>()
  const rows = await cluster.rows<{ name: string; column: string }>(
    `SELECT table AS name, name AS column FROM system.columns
     WHERE database = currentDatabase() ORDER BY table, position`,
  )
  for (const { name, column } of rows) columns.set(name, [...(columns.get(name) ?? []), column])
  return columns
}

/** Columns of the tables or views of SQLite. */
function columnsOf(type: 'table' | 'view'): (readonly [string, string[]])[] {
  const db = emptyStore()
  return all<{ name: string }>(
    db,
    `SELECT name FROM sqlite_schema WHERE type = '${type}' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
  ).map(({ name }) => [
    name,
    (db.pragma(`table_info(${name})`) as { name: string }[]).map((column) => column.name),
  ])
}

describeClickHouse('the schema of ClickHouse', () => {
  const clickhouse = new ClickHouse()
  let cluster: Cluster
  let columns: Map<string, string[]>

  beforeAll(async () => {
    await clickhouse.start()
    cluster = await clickhouse.open('plants')
    columns = await columnsIn(cluster)
  })
  afterAll(async () => {
    clickhouse.stop()
    await cluster?.close()
  })

  test('has every view of SQLite, with its columns in their order', () => {
    const views = columnsOf('view')
    const there = views.map(([name]) => [name, columns.get(name)] as const)
    expect(there).toEqual(views)
  })

  test('has every table of baselines, findings and decisions, with its columns', () => {
    const tables = columnsOf('table').filter(([name]) => isState(name))
    const there = tables.map(([name]) => [name, columns.get(name)] as const)
    expect(there).toEqual(tables)
  })

  test('has every column that a spool sends', () => {
    const db = emptyStore()
    const missing = factTables.flatMap((table) => {
      const known = new Set(columns.get(table.name))
      return expand(db, table).columns.filter((column) => !known.has(column))
    })
    expect(missing).toEqual([])
  })

  test('is brought to this version once, and then left alone', async () => {
    const before = await columnsIn(cluster)
    await migrateCluster(cluster)
    expect(await columnsIn(cluster)).toEqual(before)
  })
})

test('a table with rows of logs is sent as facts, not kept with the findings', () => {
  const rows = columnsOf('table').filter(
    ([name, columns]) => isState(name) && columns.includes('line') && name !== 'evidence',
  )
  expect(rows.map(([name]) => name)).toEqual([])
})
