import type { ChannelRow } from '../model.js'
import { channels, summary } from './data.js'
import { address, h, s } from './dom.js'
import { narrowed } from './narrow.js'
import { counted, number } from './words.js'

const rowHeight = 26
const top = 26

/** A client and a server, whatever protocols they speak. */
interface Link {
  readonly sensor: string
  readonly client: string
  readonly server: string
  readonly protocols: readonly string[]
  readonly exchanges: number
  readonly isNew: boolean
}

function links(rows: readonly ChannelRow[]): Link[] {
  const found = new Map<string, Link>()
  for (const { sensor, client, server, protocol, exchanges, isNew } of rows) {
    const key = `${sensor} ${client} ${server}`
    const before = found.get(key)
    found.set(key, {
      ...{ sensor, client, server },
      protocols: [...(before?.protocols ?? []), protocol],
      exchanges: (before?.exchanges ?? 0) + exchanges,
      isNew: (before?.isNew ?? true) && isNew === true,
    })
  }
  return [...found.values()]
}

/** Who talks to whom: clients on the left, servers on the right, a line a pair; new ones are marked. */
export function mapPage(): HTMLElement {
  const rows = links(channels())
  const fresh = rows.filter((row) => row.isNew)
  return h(
    'article',
    {},
    h('h1', {}, 'Who talks to whom'),
    h(
      'p',
      { class: 'lead' },
      summary.baseline === null
        ? 'There is no baseline, so no link can be called new.'
        : `${counted(rows.length, 'link')}, ${number(fresh.length)} of them not in the baseline.`,
    ),
    h(
      'p',
      { class: 'legend' },
      s(
        'svg',
        { width: 34, height: 10, 'aria-hidden': 'true' },
        s('path', { class: 'link', 'stroke-width': 2, d: 'M0 5h34' }),
      ),
      ' known ',
      s(
        'svg',
        { width: 34, height: 10, 'aria-hidden': 'true' },
        s('path', { class: 'link fresh', 'stroke-width': 2, d: 'M0 5h34' }),
      ),
      ' new; the thicker, the more exchanges. A link leads to its traffic, a server to its section.',
    ),
    narrowed(
      'Narrow by address or protocol; “new” for new links',
      rows,
      (row) =>
        [row.client, row.server, ...row.protocols, row.sensor, row.isNew ? 'new' : ''].join(' '),
      (some) =>
        some.length === 0
          ? h('p', {}, 'Nothing to draw.')
          : h('div', { class: 'scroll' }, drawing(some)),
    ),
  )
}

function drawing(rows: readonly Link[]): SVGElement {
  const width = Math.max(340, Math.min(900, document.documentElement.clientWidth - 64))
  const clients = placed(rows, (row) => row.client)
  const servers = placed(rows, (row) => row.server, clients)
  const height = top + Math.max(clients.size, servers.size) * rowHeight + 8
  const spread = (places: ReadonlyMap<string, number>, name: string) => {
    const gap = (height - top) / places.size
    return top + gap * ((places.get(name) ?? 0) + 0.5)
  }
  const [from, to] = [132, width - 132]
  const most = Math.max(...rows.map((row) => row.exchanges))
  // New links are drawn last, so that they lie on top.
  const lines = [...rows]
    .sort((a, b) => Number(a.isNew) - Number(b.isNew))
    .map((row) => {
      const [y1, y2] = [spread(clients, row.client), spread(servers, row.server)]
      const text = `${row.client} to ${row.server}, ${row.protocols.join(' and ')}, ${counted(row.exchanges, 'exchange')}${row.isNew ? ', new' : ''}`
      const thick = 1 + (Math.log1p(row.exchanges) / Math.log1p(most)) * 3
      return s(
        'a',
        {
          href: address([
            'channel',
            row.sensor,
            row.protocols.at(-1) ?? '',
            row.client,
            row.server,
          ]),
          'aria-label': text,
        },
        s('title', {}, text),
        s('path', {
          class: row.isNew ? 'link fresh' : 'link',
          'stroke-width': thick.toFixed(1),
          d: `M${from} ${y1.toFixed(1)}C${(from + to) / 2} ${y1.toFixed(1)} ${(from + to) / 2} ${y2.toFixed(1)} ${to} ${y2.toFixed(1)}`,
        }),
      )
    })
  const sensorOf = new Map(rows.map((row) => [row.server, row.sensor]))
  return s(
    'svg',
    {
      class: 'map',
      role: 'group',
      'aria-label': 'Map of who talks to whom',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
    },
    s('text', { class: 'head', x: from - 10, y: 14, 'text-anchor': 'end' }, 'clients'),
    s('text', { class: 'head', x: to + 10, y: 14 }, 'servers'),
    lines,
    [...clients.keys()].map((name) => node(from, spread(clients, name), 'end', name)),
    [...servers.keys()].map((name) =>
      s(
        'a',
        { href: address(['controller', sensorOf.get(name) ?? '', name]) },
        node(to, spread(servers, name), 'start', name),
      ),
    ),
  )
}

function node(x: number, y: number, anchor: 'start' | 'end', name: string): SVGElement {
  const shift = anchor === 'end' ? -10 : 10
  const shown = name.length > 18 ? `${name.slice(0, 17)}…` : name
  return s(
    'g',
    { class: 'node' },
    s('title', {}, name),
    s('circle', { cx: x, cy: y, r: 4 }),
    s('text', { x: x + shift, y: y + 4, 'text-anchor': anchor }, shown),
  )
}

/**
 * Names with their places from top to bottom. Those with partners already placed come at the mean of their
 * partners, so that few lines cross.
 */
function placed(
  rows: readonly Link[],
  read: (row: Link) => string,
  partners?: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const sums = new Map<string, { sum: number; count: number }>()
  for (const row of rows) {
    const name = read(row)
    const before = sums.get(name) ?? { sum: 0, count: 0 }
    const place = partners?.get(row.client) ?? 0
    sums.set(name, { sum: before.sum + place, count: before.count + 1 })
  }
  const mean = (name: string) => {
    const { sum, count } = sums.get(name) ?? { sum: 0, count: 1 }
    return sum / count
  }
  const names = [...sums.keys()].sort(
    (a, b) => mean(a) - mean(b) || a.localeCompare(b, 'en', { numeric: true }),
  )
  return new Map(names.map((name, index) => [name, index]))
}
