import type { FindingRow } from '../model.js'
import { findings, isOpen } from './data.js'
import { address, h, portions } from './dom.js'
import { badge, counted, hosts, levels, number, utc } from './words.js'

/** What the list is narrowed to; kept while one finding is looked at. */
interface Filter {
  words: string
  levels: Set<string>
  protocol: string
  detector: string
  settled: boolean
}

const filter: Filter = {
  words: '',
  levels: new Set(),
  protocol: '',
  detector: '',
  settled: false,
}

/** What is searched in each finding, made at the first search. */
let texts: readonly string[] | undefined

function textOf({ attack, ...row }: FindingRow): string {
  return [...Object.values(row), ...attack.flat()].join(' ').toLowerCase()
}

function chosen(): readonly FindingRow[] {
  const wanted = filter.words.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length > 0) texts ??= findings.map(textOf)
  return findings.filter(
    (each, index) =>
      (filter.settled || isOpen(each)) &&
      (filter.levels.size === 0 || filter.levels.has(each.severity)) &&
      (filter.protocol === '' || each.protocol === filter.protocol) &&
      (filter.detector === '' || each.detector === filter.detector) &&
      wanted.every((word) => texts?.[index]?.includes(word)),
  )
}

/** The finding before or after one, as the list is narrowed now. */
export function neighbour(id: string | undefined, step: number): string | undefined {
  const rows = chosen()
  const place = rows.findIndex((each) => each.id === id)
  return rows[place < 0 ? 0 : place + step]?.id
}

/** The list of findings with its filters; `#findings/WORDS/LEVEL` sets them. */
export function findingsPage(words = '', level = ''): HTMLElement {
  filter.words = words
  if (level !== '') filter.levels = new Set([level])
  const list = h('div', { 'aria-live': 'off' })
  const count = h('p', { class: 'count', role: 'status' })
  const draw = () => {
    const rows = chosen()
    count.textContent = `${number(rows.length)} of ${counted(findings.length, 'finding')}${
      filter.words === '' ? '' : ` with “${filter.words}”`
    }`
    list.replaceChildren(portions(rows, findingItem, h('ol', { class: 'findings' })))
  }
  draw()
  return h('article', {}, h('h1', {}, 'Findings'), filters(draw), count, list)
}

function filters(draw: () => void): HTMLElement {
  const values = (read: (row: FindingRow) => string | null) =>
    [...new Set(findings.map(read))].filter((each) => each !== null).sort()
  const select = (name: 'protocol' | 'detector', options: readonly string[]) => {
    const element = h(
      'select',
      {
        onchange: () => {
          filter[name] = element.value
          draw()
        },
      },
      h('option', { value: '' }, `every ${name}`),
      options.map((value) => h('option', { value, selected: filter[name] === value }, value)),
    )
    return h('label', {}, h('span', { class: 'hidden' }, name), element)
  }
  const settled = h('input', {
    type: 'checkbox',
    checked: filter.settled,
    onchange: () => {
      filter.settled = settled.checked
      draw()
    },
  })
  return h(
    'div',
    { class: 'filters', role: 'group', 'aria-label': 'Filters' },
    levels.map((level) => levelButton(level, draw)),
    select(
      'protocol',
      values((row) => row.protocol),
    ),
    select(
      'detector',
      values((row) => row.detector),
    ),
    h('label', {}, settled, ' closed, accepted and suppressed too'),
  )
}

function levelButton(level: string, draw: () => void): HTMLElement {
  const button = h('button', {
    type: 'button',
    class: `chip ${level}`,
    'aria-pressed': String(filter.levels.has(level)),
    onclick: () => {
      if (!filter.levels.delete(level)) filter.levels.add(level)
      button.setAttribute('aria-pressed', String(filter.levels.has(level)))
      draw()
    },
  })
  button.textContent = level
  return button
}

/** One finding in a list. */
export function findingItem(row: FindingRow): HTMLElement {
  return h(
    'li',
    { class: row.severity },
    h(
      'div',
      { class: 'row' },
      badge(row.severity),
      h('a', { class: 'what', href: address(['finding', row.id]) }, row.title),
      isOpen(row) ? null : h('span', { class: 'badge' }, row.state),
      h('time', {}, utc(row.first_seen)),
    ),
    h('p', {}, row.message),
    h(
      'p',
      { class: 'meta' },
      hosts(row),
      row.protocol === null ? '' : ` · ${row.protocol}`,
      ` · ${number(row.count)} × · ${row.detector}`,
    ),
  )
}
