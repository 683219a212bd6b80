import type { ChannelRow } from '../model.js'
import { jitterChart, type Mark, sparkline, stackedChart } from './chart.js'
import { channels, findings, isOpen, summary } from './data.js'
import { address, h, portions } from './dom.js'
import { narrowed } from './narrow.js'
import { counted, duration, newMark, number, server } from './words.js'

/** Findings marked in one chart. */
const mostMarks = 60

/** Every pair of hosts with a small picture of its traffic. */
export function trafficPage(): HTMLElement {
  const rows = [...channels()].sort((a, b) => b.exchanges - a.exchanges)
  return h(
    'article',
    {},
    h('h1', {}, 'Traffic'),
    h(
      'p',
      { class: 'lead' },
      `${counted(rows.length, 'pair')} of hosts. Each picture has its own scale; one step is ${duration(summary.step)}.`,
    ),
    narrowed(
      'Narrow by address, protocol or function',
      rows,
      (row) =>
        [
          row.client,
          row.server,
          row.protocol,
          row.sensor,
          ...row.functions.map((each) => each.name),
        ].join(' '),
      (some) => portions(some, channelItem, h('ul', { class: 'channels' })),
    ),
  )
}

function place({ sensor, protocol, client, server: name }: ChannelRow): string[] {
  return ['channel', sensor, protocol, client, name]
}

function channelItem(row: ChannelRow): HTMLElement {
  const busiest = new Map<number, number>()
  for (const { at, n } of row.functions) {
    at.forEach((step, index) => {
      busiest.set(step, (busiest.get(step) ?? 0) + (n[index] ?? 0))
    })
  }
  return h(
    'li',
    {},
    sparkline(row.functions, Math.max(...busiest.values())),
    h(
      'div',
      {},
      h('a', { class: 'what', href: address(place(row)) }, `${row.client} → ${row.server}`),
      ' ',
      newMark(row.isNew),
      h(
        'p',
        { class: 'meta' },
        `${row.protocol} · ${counted(row.exchanges, 'exchange')}`,
        row.exceptions > 0 ? ` · ${number(row.exceptions)} refused` : '',
        ` · sensor ${row.sensor}`,
      ),
    ),
  )
}

/** The charts of one pair of hosts. */
export function channelPage(...words: string[]): HTMLElement {
  const row = channels().find((each) => place(each).slice(1).join('\n') === words.join('\n'))
  if (row === undefined) return h('article', {}, h('h1', {}, 'No such pair of hosts'))
  return h(
    'article',
    {},
    h('p', { class: 'steps' }, h('a', { href: address(['traffic']) }, 'All traffic')),
    h('h1', {}, `${row.client} → ${row.server} `, newMark(row.isNew)),
    h(
      'p',
      { class: 'meta' },
      `${row.protocol}, ${counted(row.exchanges, 'exchange')}, sensor ${row.sensor}, server `,
      server(row.sensor, row.server),
    ),
    ...channelCharts(row),
  )
}

/** Rate with the shares of functions, exceptions, and jitter of the polls. */
export function channelCharts(row: ChannelRow): HTMLElement[] {
  const step = duration(summary.step)
  return [
    stackedChart(`Exchanges each ${step}, by function`, row.functions, marksOf(row)),
    row.exceptions === 0
      ? h('p', { class: 'meta' }, 'No request was refused.')
      : stackedChart(`Refused each ${step}`, [row.exceptionsAt]),
    ...row.polls.map(jitterChart),
    row.polls.length === 0
      ? h('p', { class: 'meta' }, 'No times between polls are known: nothing repeats often enough.')
      : h('p', { class: 'meta' }, 'Line: the median. Band: nine of ten intervals lie in it.'),
  ]
}

function marksOf({ sensor, client, server: name }: ChannelRow): Mark[] {
  return findings
    .filter(
      (each) =>
        isOpen(each) && each.sensor === sensor && each.client === client && each.server === name,
    )
    .slice(0, mostMarks)
    .map((each) => ({
      ts: each.first_seen,
      severity: each.severity,
      href: address(['finding', each.id]),
      title: `${each.severity}: ${each.title}`,
    }))
}
