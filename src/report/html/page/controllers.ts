import type { ControllerRow } from '../model.js'
import { controllers, findings, isOpen } from './data.js'
import { grid, h } from './dom.js'
import { narrowed } from './narrow.js'
import { badge, counted, levels, server } from './words.js'

/** Every server in a line. */
export function controllersPage(): HTMLElement {
  const worst = new Map<string, string>()
  const count = new Map<string, number>()
  for (const each of findings.filter(isOpen)) {
    const key = `${each.sensor} ${each.server}`
    count.set(key, (count.get(key) ?? 0) + 1)
    const before = worst.get(key)
    if (before === undefined || rank(each.severity) < rank(before)) worst.set(key, each.severity)
  }
  const key = (row: ControllerRow) => `${row.sensor} ${row.server}`
  const order = (row: ControllerRow) => rank(worst.get(key(row)) ?? 'none')
  const rows = [...controllers()].sort((a, b) => order(a) - order(b))
  return h(
    'article',
    {},
    h('h1', {}, 'Controllers'),
    h(
      'p',
      { class: 'lead' },
      `${counted(rows.length, 'server')} that answered or were asked; those with the worst findings first.`,
    ),
    narrowed(
      'Narrow by address or protocol',
      rows,
      (row) => [row.server, row.sensor, ...row.protocols].join(' '),
      (some) =>
        grid(
          'Controllers',
          ['server', 'worst', 'findings', 'changes', 'clients', 'exchanges', 'protocols', 'sensor'],
          some.map((row) => [
            server(row.sensor, row.server),
            badge(worst.get(key(row)) ?? ''),
            count.get(key(row)) ?? 0,
            row.changes.length + row.moreChanges,
            new Set(row.clients.map((each) => each.client)).size,
            row.exchanges,
            row.protocols.join(', '),
            row.sensor,
          ]),
        ),
    ),
  )
}

function rank(level: string): number {
  const place = (levels as readonly string[]).indexOf(level)
  return place < 0 ? levels.length : place
}
