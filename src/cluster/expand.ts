import type { Database } from '../store/database.js'
import type { FactTable } from './tables.js'

/** How the rows of a table are read out of a spool: with names instead of the spool's own numbers. */
export interface Expansion {
  readonly columns: readonly string[]
  /** A query with two parameters: from and to. */
  readonly sql: string
  /** Where `file` stands among the columns, or -1. */
  readonly file: number
}

const channelColumns = ['sensor', 'protocol', 'client', 'server', 'server_port'] as const
const seriesColumns = ['source', 'unit', 'function', 'sub_function', 'outcome'] as const

/** What a column that holds a number of the spool stands for: expressions by column, and the join for them. */
interface Reference {
  readonly join: string
  readonly columns: readonly (readonly [name: string, expression: string])[]
}

const ofChannel = (columns: readonly string[] = channelColumns) =>
  columns.map((name) => [name, `c.${name}`] as const)
const orNone = (name: string) => [name, `coalesce(r.${name}, -1)`] as const

const references: Readonly<Record<string, Reference>> = {
  connection: {
    join: 'CROSS JOIN connection AS n ON n.id = m.connection CROSS JOIN channel AS c ON c.id = n.channel',
    columns: [
      ...ofChannel(['sensor', 'client', 'server', 'server_port']),
      ['uid', 'n.uid'],
      ['client_port', 'n.client_port'],
    ],
  },
  series: {
    join: 'CROSS JOIN channel AS c ON c.id = r.channel',
    columns: [
      ...ofChannel(),
      ['source', 'r.source'],
      orNone('unit'),
      ['function', 'r.function'],
      ['sub_function', "coalesce(r.sub_function, '')"],
      orNone('outcome'),
    ],
  },
  channel: { join: 'CROSS JOIN channel AS c ON c.id = m.channel', columns: ofChannel() },
  point: {
    join: 'CROSS JOIN point AS r ON r.id = m.point CROSS JOIN channel AS c ON c.id = r.channel',
    columns: [
      ...ofChannel(),
      ['source', 'r.source'],
      orNone('unit'),
      ['kind', 'r.kind'],
      ['address', 'r.address'],
    ],
  },
}

/** Columns that only the counting of a spool needs. */
const internal: ReadonlySet<string> = new Set(['sequence_hour first', 'sequence_hour last'])

/** The query that reads a table out of a spool. */
export function expand(db: Database, { name, time }: FactTable): Expansion {
  const own = (db.pragma(`table_info(${name})`) as { name: string }[]).map((column) => column.name)
  const joins: string[] = []
  const columns = own.flatMap((column): (readonly [string, string])[] => {
    const reference = references[column]
    // DNP3 has points of its own, which are numbers.
    if (reference && !(column === 'point' && own.includes('connection'))) {
      joins.push(reference.join)
      return [...reference.columns]
    }
    if (internal.has(`${name} ${column}`)) return []
    if (name === 'transition' && (column === 'previous' || column === 'next')) {
      return [[column, symbolText(column)]]
    }
    return [[column, `m.${column}`]]
  })
  // Rollups by series have no index by time: series first, then its minutes by key.
  const from = own.includes('series')
    ? `series AS r CROSS JOIN ${name} AS m ON m.series = r.id`
    : `${name} AS m`
  const list = columns.map(([column, expression]) => `${expression} AS ${column}`).join(', ')
  return {
    columns: columns.map(([column]) => column),
    sql: `SELECT ${list} FROM ${from} ${joins.join(' ')} WHERE m.${time} >= ? AND m.${time} < ?`,
    file: columns.findIndex(([column]) => column === 'file'),
  }
}

/** The query for the series that were active in a stretch. */
export function seriesQuery(): string {
  const columns = references.series?.columns.map(([name, expression]) => `${expression} AS ${name}`)
  return `SELECT ${columns?.join(', ')} FROM series AS r ${references.series?.join}
    WHERE EXISTS (SELECT 1 FROM activity AS a WHERE a.series = r.id AND a.minute >= ? AND a.minute < ?)`
}

/** Columns of a series. */
export const seriesKey: readonly string[] = [...channelColumns, ...seriesColumns]

/** A request in a transition as v_transition tells it. */
function symbolText(column: string): string {
  return `(
    SELECT s.function || coalesce('.' || s.sub_function, '') || '/' || coalesce(s.unit, '-')
      || '/' || coalesce(nullif((m.${column} >> 17) & 131071, 0) - 1, '-')
      || '/' || coalesce(nullif(m.${column} & 131071, 0) - 1, '-')
    FROM series AS s WHERE s.id = m.${column} >> 34
  )`
}
