import type { ControllerRow } from '../model.js'
import { channels, controllers, findings, isOpen, summary } from './data.js'
import { address, grid, h, link } from './dom.js'
import { findingItem } from './findings.js'
import { channelCharts } from './traffic.js'
import { counted, day, newMark, number, utc } from './words.js'

/** Findings shown on the page of a controller. */
const mostFindings = 20

/** One server: its findings, what changed, who asks it for what, what is written, and its program. */
export function controllerPage(sensor = '', name = ''): HTMLElement {
  const row = controllers().find((each) => each.sensor === sensor && each.server === name)
  if (row === undefined) {
    return h(
      'article',
      {},
      h('h1', {}, name),
      h('p', {}, 'No exchanges of this host were counted.'),
    )
  }
  const own = findings.filter(
    (each) => isOpen(each) && each.sensor === sensor && each.server === name,
  )
  return h(
    'article',
    {},
    h('p', { class: 'steps' }, h('a', { href: address(['controllers']) }, 'All controllers')),
    h('h1', {}, row.server),
    h(
      'p',
      { class: 'lead' },
      `${row.protocols.join(', ')}: ${counted(row.exchanges, 'exchange')} from ${utc(row.first)} to ${utc(row.last)}`,
      row.exceptions > 0 ? `, ${number(row.exceptions)} refused` : '',
      `. Sensor ${row.sensor}.`,
    ),
    h('h2', {}, 'Findings'),
    own.length === 0
      ? h('p', {}, 'None.')
      : h('ol', { class: 'findings' }, own.slice(0, mostFindings).map(findingItem)),
    own.length > mostFindings
      ? h('p', {}, h('a', { href: address(['findings', name]) }, `All ${number(own.length)}`))
      : null,
    changes(row),
    h('h2', {}, 'Clients'),
    grid(
      'Clients',
      ['client', 'protocol', 'exchanges', 'last seen'],
      row.clients.map((each) => [
        h(
          'span',
          {},
          link(['channel', sensor, each.protocol, each.client, name], each.client),
          ' ',
          newMark(each.isNew),
        ),
        each.protocol,
        each.exchanges,
        utc(each.last),
      ]),
    ),
    h('h2', {}, 'Functions'),
    row.units.length > 0
      ? h(
          'p',
          {},
          `Units: ${row.units.map((each) => `${each.unit} (${number(each.exchanges)})`).join(', ')}`,
        )
      : null,
    grid(
      'Functions',
      ['client', 'unit', 'function', 'action', 'exchanges', 'refused'],
      row.functions.map((each) => [
        each.client,
        each.unit === null ? '–' : String(each.unit),
        h('span', {}, each.function, ' ', newMark(each.isNew)),
        each.action,
        each.exchanges,
        each.exceptions,
      ]),
    ),
    ...written(row),
    ...commands(row),
    ...program(row),
    h('h2', {}, 'Traffic'),
    channels()
      .filter((each) => each.sensor === sensor && each.server === name)
      .map((each) =>
        h(
          'details',
          {
            ontoggle: (event) => {
              const details = event.currentTarget as HTMLDetailsElement
              if (details.open && details.children.length === 1)
                details.append(...channelCharts(each))
            },
          },
          h('summary', {}, `${each.client}, ${each.protocol} `, newMark(each.isNew)),
        ),
      ),
  )
}

function changes({ changes: list, moreChanges }: ControllerRow): HTMLElement {
  return h(
    'section',
    {},
    h('h2', {}, 'Changed since the baseline'),
    summary.baseline === null
      ? h('p', {}, 'There is no baseline to compare with.')
      : list.length === 0
        ? h('p', {}, 'Nothing.')
        : h(
            'ul',
            {},
            list.map((each) => h('li', {}, each)),
            moreChanges > 0 ? h('li', {}, `and ${moreChanges} more`) : null,
          ),
  )
}

function written({ written: rows, moreWritten }: ControllerRow): (HTMLElement | null)[] {
  if (rows.length === 0) return []
  const range = (values: readonly [number, number] | null) =>
    values === null
      ? '–'
      : values[0] === values[1]
        ? `${values[0]}`
        : `${values[0]} to ${values[1]}`
  return [
    h('h2', {}, 'Points written'),
    grid(
      'Points written',
      ['point', 'times', 'values seen', 'values learned', 'by'],
      rows.map((each) => [
        each.point,
        each.times,
        range(each.seen),
        range(each.learned),
        each.clients.join(', '),
      ]),
    ),
    moreWritten > 0 ? h('p', {}, `and ${counted(moreWritten, 'more point')}`) : null,
  ]
}

function commands({ commands: rows }: ControllerRow): HTMLElement[] {
  if (rows.length === 0) return []
  const actions = [...new Set(rows.map((each) => each.action))]
  const days = [...new Set(rows.map((each) => each.day))].sort((a, b) => a - b)
  const count = (when: number, action: string) =>
    rows.find((each) => each.day === when && each.action === action)?.count ?? 0
  return [
    h('h2', {}, 'Commands per day'),
    grid(
      'Commands per day',
      ['day', ...actions],
      days.map((when) => [day(when), ...actions.map((action) => count(when, action))]),
    ),
  ]
}

function program({ program: rows }: ControllerRow): HTMLElement[] {
  if (rows.length === 0) return []
  return [
    h('h2', {}, 'Program, mode and files'),
    grid(
      'Program, mode and files',
      ['day', 'client', 'what', 'times'],
      rows.map((each) => [day(each.day), each.client, each.what, each.count]),
    ),
  ]
}
