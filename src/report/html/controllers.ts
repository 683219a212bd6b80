import type Database from 'better-sqlite3'
import { statement } from '../../store/sql.js'
import type { ControllerRow, Summary, WrittenRow } from './model.js'
import { WrittenPoints } from './written.js'

/** Points and changes of one controller that the report names. */
const mostPoints = 200
const mostChanges = 100

interface FunctionRow {
  readonly protocol: string
  readonly client: string
  readonly unit: number | null
  readonly function: string
  readonly action: string
  readonly exchanges: number
  readonly exceptions: number
  readonly first: number
  readonly last: number
  readonly learned: number
}

interface GoneRow {
  readonly protocol: string
  readonly client: string
  readonly unit: number | null
  readonly function: string
}

interface CommandRow {
  readonly day: number
  readonly client: string
  readonly action: string
  readonly function: string
  readonly count: number
}

/** Actions that concern the program of a controller, not its process. */
const programActions = new Set(['program', 'upload', 'mode', 'restart', 'file', 'config'])

/** Every server, one after the other. */
export function* controllers(
  db: Database.Database,
  { baseline }: Summary,
): Generator<ControllerRow> {
  const prepared = (name: string) => db.prepare(statement(import.meta.url, `./sql/${name}.sql`))
  const functionsOf = prepared('server-functions')
  const goneOf = prepared('server-gone')
  const commandsOf = prepared('server-commands')
  const blocksOf = prepared('server-blocks')
  const controlsOf = prepared('server-controls')
  const points = new WrittenPoints(db)
  const servers = db
    .prepare('SELECT DISTINCT sensor, server FROM channel ORDER BY sensor, server')
    .all() as { sensor: string; server: string }[]
  for (const place of servers) {
    const rows = functionsOf.all(place) as FunctionRow[]
    if (rows.length === 0) continue
    const commands = commandsOf.all(place) as CommandRow[]
    const written = [
      ...points.of(place.sensor, place.server),
      ...controlled(controlsOf.all(place) as Control[]),
    ]
    const changes = baseline === null ? [] : changed(rows, goneOf.all(place) as GoneRow[])
    yield {
      ...place,
      ...totals(rows),
      clients: clientsOf(rows, baseline !== null),
      units: unitsOf(rows),
      functions: rows.map(({ protocol: _, first: __, last: ___, learned, ...row }) => ({
        ...row,
        isNew: baseline !== null && learned === 0,
      })),
      written: written.slice(0, mostPoints),
      moreWritten: Math.max(0, written.length - mostPoints),
      program: [
        ...commands
          .filter((row) => programActions.has(row.action))
          .map(({ day, client, count, ...row }) => ({ day, client, what: row.function, count })),
        ...(blocksOf.all(place) as ControllerRow['program'][number][]),
      ].sort((a, b) => a.day - b.day),
      commands: byDay(commands),
      changes: changes.slice(0, mostChanges),
      moreChanges: Math.max(0, changes.length - mostChanges),
    }
  }
}

function totals(rows: readonly FunctionRow[]) {
  return {
    protocols: [...new Set(rows.map((row) => row.protocol))],
    exchanges: rows.reduce((sum, row) => sum + row.exchanges, 0),
    exceptions: rows.reduce((sum, row) => sum + row.exceptions, 0),
    first: rows.reduce((first, row) => Math.min(first, row.first), Number.POSITIVE_INFINITY),
    last: rows.reduce((last, row) => Math.max(last, row.last), Number.NEGATIVE_INFINITY),
  }
}

function clientsOf(rows: readonly FunctionRow[], learned: boolean): ControllerRow['clients'] {
  const clients = new Map<string, ControllerRow['clients'][number]>()
  for (const { client, protocol, exchanges, last, learned: known } of rows) {
    const name = `${protocol} ${client}`
    const before = clients.get(name)
    clients.set(name, {
      client,
      protocol,
      exchanges: (before?.exchanges ?? 0) + exchanges,
      last: Math.max(before?.last ?? 0, last),
      isNew: learned && known === 0 && (before?.isNew ?? true),
    })
  }
  return [...clients.values()]
}

function unitsOf(rows: readonly FunctionRow[]): ControllerRow['units'] {
  const units = new Map<number, number>()
  for (const { unit, exchanges } of rows) {
    if (unit !== null) units.set(unit, (units.get(unit) ?? 0) + exchanges)
  }
  return [...units].map(([unit, exchanges]) => ({ unit, exchanges }))
}

function byDay(rows: readonly CommandRow[]): ControllerRow['commands'] {
  const days = new Map<string, ControllerRow['commands'][number]>()
  for (const { day, action, count } of rows) {
    const name = `${day} ${action}`
    days.set(name, { day, action, count: (days.get(name)?.count ?? 0) + count })
  }
  return [...days.values()]
}

/** What is new and what is gone, in words; a client that is new is not told function by function. */
function changed(rows: readonly FunctionRow[], gone: readonly GoneRow[]): string[] {
  const known = new Set(rows.filter((row) => row.learned === 1).map((row) => row.client))
  const unit = (row: { unit: number | null }) => (row.unit === null ? '' : `, unit ${row.unit}`)
  const fresh = [...new Set(rows.map((row) => row.client))].filter((client) => !known.has(client))
  return [
    ...fresh.map((client) => `New client ${client}`),
    ...rows
      .filter((row) => row.learned === 0 && known.has(row.client))
      .map(
        (row) =>
          `New function ${row.function} from ${row.client}${unit(row)}, ${row.exchanges} times`,
      ),
    ...gone.map((row) => `Not seen any more: ${row.function} from ${row.client}${unit(row)}`),
  ]
}

interface Control {
  readonly client: string
  readonly point: string
  readonly times: number
}

/** Operated points, with all who operated each. */
function controlled(rows: readonly Control[]): WrittenRow[] {
  const points = new Map<string, { clients: string[]; times: number }>()
  for (const { client, point, times } of rows) {
    const before = points.get(point) ?? { clients: [], times: 0 }
    points.set(point, { clients: [...before.clients, client], times: before.times + times })
  }
  return [...points].map(([point, row]) => ({ point, ...row, seen: null, learned: null }))
}
