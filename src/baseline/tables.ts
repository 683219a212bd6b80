import type Database from 'better-sqlite3'

/** A table of what a baseline knows, whoever added it: every baseline_… table with a column `baseline`. */
export interface BaselineTable {
  /** Without the prefix, such as `channel`. */
  readonly name: string
  /** Columns but `baseline`. */
  readonly columns: readonly BaselineColumn[]
}

/** A column of a baseline table. */
export interface BaselineColumn {
  readonly name: string
  readonly type: string
  readonly key: boolean
}

const prefix = 'baseline_'

/** The tables of baselines, as the schema has them. */
export function baselineTables(db: Database.Database): BaselineTable[] {
  const names = db
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 9) = ? ORDER BY name",
    )
    .pluck()
    .all(prefix) as string[]
  return names.flatMap((name) => {
    const columns = db.pragma(`table_info("${name}")`) as {
      name: string
      type: string
      pk: number
    }[]
    if (!columns.some((column) => column.name === 'baseline')) return []
    const own = columns
      .filter((column) => column.name !== 'baseline')
      .map((column) => ({ name: column.name, type: column.type, key: column.pk > 0 }))
    return [{ name: name.slice(prefix.length), columns: own }]
  })
}

/** The rows of one table of a baseline, in order of their key. */
export function baselineRows(
  db: Database.Database,
  table: BaselineTable,
  baseline: number,
): Record<string, unknown>[] {
  const keys = table.columns.filter((column) => column.key).map((column) => column.name)
  const order = keys.length > 0 ? ` ORDER BY ${keys.join(', ')}` : ''
  return db
    .prepare(`SELECT ${columnList(table)} FROM ${prefix}${table.name} WHERE baseline = ?${order}`)
    .all(baseline) as Record<string, unknown>[]
}

/** The columns of a table as SQL names them, without `baseline`. */
function columnList(table: BaselineTable): string {
  return table.columns.map((column) => column.name).join(', ')
}

/** Copies everything one baseline knows to another. */
export function copyTables(db: Database.Database, from: number, to: number): void {
  for (const table of baselineTables(db)) {
    const columns = columnList(table)
    db.prepare(
      `INSERT INTO ${prefix}${table.name} (baseline, ${columns}) SELECT ?, ${columns} FROM ${prefix}${table.name} WHERE baseline = ?`,
    ).run(to, from)
  }
}
