import type { FindingRow, SeenRow } from '../model.js'
import { normal, summary } from './data.js'
import { grid, h } from './dom.js'
import { badge } from './words.js'

/** Hosts named at most. */
const mostHosts = 12

/** What the baseline knows of the hosts of a finding beside what was seen in it. */
export function comparison(row: FindingRow, seen: readonly SeenRow[]): HTMLElement[] {
  const { sensor, protocol, client, server } = row
  if (client === null && server === null) return []
  const title = h('h2', {}, 'Normal against seen')
  if (summary.baseline === null) {
    return [
      title,
      h('p', {}, 'There is no baseline, so nothing is known of what is normal.'),
      ...(seen.length > 0 ? [table(seen, undefined)] : []),
    ]
  }
  const pairs = normal().filter(
    (pair) => pair.sensor === sensor && (protocol === null || pair.protocol === protocol),
  )
  const same = pairs.find((pair) => pair.client === client && pair.server === server)
  if (same !== undefined) return [title, table(seen, same.functions)]
  const servers = pairs.filter((pair) => pair.client === client).map((pair) => pair.server)
  const clients = pairs.filter((pair) => pair.server === server).map((pair) => pair.client)
  return [
    title,
    h('p', {}, 'The baseline does not know this pair of hosts.'),
    h(
      'ul',
      {},
      client === null ? null : h('li', {}, neighbours(client, 'asks', servers)),
      server === null ? null : h('li', {}, neighbours(server, 'is asked by', clients)),
    ),
    ...(seen.length > 0 ? [table(seen, undefined)] : []),
  ]
}

function neighbours(host: string, verb: string, others: readonly string[]): string {
  const names = [...new Set(others)]
  if (names.length === 0) return `In the baseline ${host} ${verb} nobody.`
  const more = names.length > mostHosts ? ` and ${names.length - mostHosts} more` : ''
  return `In the baseline ${host} ${verb} ${names.slice(0, mostHosts).join(', ')}${more}.`
}

interface Learned extends Omit<SeenRow, 'exchanges'> {
  readonly share: number
  readonly addresses: string
}

function table(seen: readonly SeenRow[], learned: readonly Learned[] | undefined): HTMLElement {
  const key = (each: { unit: number | null; function: string }) => `${each.unit} ${each.function}`
  const known = new Map((learned ?? []).map((each) => [key(each), each]))
  const rest = (learned ?? []).filter((each) => !seen.some((row) => key(row) === key(each)))
  const cells = (
    { unit, function: name }: { unit: number | null; function: string },
    now: SeenRow | undefined,
    then: Learned | undefined,
  ) => [
    unit === null ? '–' : String(unit),
    h('span', {}, name, then === undefined && learned !== undefined ? [' ', badge('new')] : ''),
    now === undefined ? '–' : h('b', {}, `${now.exchanges} ×, ${now.busiest_minute} a minute`),
    then === undefined
      ? '–'
      : `${(then.share * 100).toFixed(1)} %, at most ${then.busiest_minute} a minute`,
    then?.addresses ?? '',
  ]
  return grid(
    'Functions, normal and seen',
    ['unit', 'function', 'seen in the first burst', 'normal', 'normal addresses'],
    [
      ...seen.map((row) => cells(row, row, known.get(key(row)))),
      ...rest.map((row) => cells(row, undefined, row)),
    ],
  )
}
