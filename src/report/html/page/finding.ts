import type { BurstRow, FindingRow, StoryRow } from '../model.js'
import { detectors, finding, paths, story } from './data.js'
import { address, grid, h } from './dom.js'
import { neighbour } from './findings.js'
import { incidentOf } from './incidents.js'
import { comparison } from './normal.js'
import { badge, counted, hosts, number, utc } from './words.js'

/** The story of one finding: what, who, when, its rows, normal against seen, what to check, the query. */
export function findingPage(id = ''): HTMLElement {
  const row = finding(id)
  if (row === undefined) {
    return h('article', {}, h('h1', {}, 'No such finding'), h('p', {}, 'It is not in this report.'))
  }
  const told = story(id)
  const detector = detectors().get(row.detector)
  return h(
    'article',
    { class: `finding ${row.severity}` },
    steps(id),
    h('h1', {}, badge(row.severity), ' ', row.title),
    h('p', { class: 'lead' }, row.message),
    facts(row, told),
    h('h2', {}, 'What happened'),
    told.bursts.map(burst),
    told.moreBursts > 0
      ? h('p', {}, `and ${counted(told.moreBursts, 'more burst')}; otsift findings show ${id}`)
      : null,
    ...comparison(row, told.seen),
    detector === undefined
      ? null
      : [
          told.triage === '' ? null : [h('h2', {}, 'What to check'), h('p', {}, told.triage)],
          h('h3', {}, 'What else it may be'),
          h(
            'ul',
            {},
            detector.falsepositives.map((each) => h('li', {}, each)),
          ),
        ],
    packets(told),
    detector === undefined
      ? null
      : h(
          'details',
          {},
          h('summary', {}, 'The query that found it'),
          h('p', {}, `With its values, to be run: otsift findings show ${id}`),
          code(detector.sql, 'The query'),
        ),
  )
}

function steps(id: string): HTMLElement {
  const go = (step: number, text: string) => {
    const next = neighbour(id, step)
    return next === undefined ? null : h('a', { href: address(['finding', next]) }, text)
  }
  return h(
    'p',
    { class: 'steps' },
    h('a', { href: address(['findings']) }, 'All findings'),
    go(-1, '‹ previous'),
    go(1, 'next ›'),
  )
}

function facts(row: FindingRow, told: StoryRow): HTMLElement {
  const fact = (name: string, ...value: (Node | string)[]) =>
    h('div', {}, h('dt', {}, name), h('dd', {}, value))
  const incident = incidentOf(row)
  const why = told.steps.map((step) => `${step.by > 0 ? '+' : ''}${step.by}: ${step.why}`)
  return h(
    'dl',
    { class: 'facts' },
    fact('Hosts', ...hosts(row)),
    incident === null ? null : fact('Part of', incident),
    fact('Seen', `${utc(row.first_seen)} to ${utc(row.last_seen)}, ${number(row.count)} ×`),
    row.unit === null ? null : fact('Unit', String(row.unit)),
    fact('Sensor', `${row.sensor ?? 'all'}${row.protocol === null ? '' : `, ${row.protocol}`}`),
    why.length > 0 ? fact('Severity', why.join('; ')) : null,
    row.attack.length > 0
      ? fact('ATT&CK for ICS', row.attack.map(([id, name]) => `${id} ${name}`).join(', '))
      : null,
    fact('Detector', row.detector),
    fact('State', row.state),
    told.decisions.map((each) =>
      fact('Decided', `${each.created} ${each.state} by ${each.who ?? 'unknown'}: ${each.reason}`),
    ),
    fact('Id', h('code', {}, row.id)),
  )
}

function burst({ ts_start, ts_end, count, rows, evidence }: BurstRow): HTMLElement {
  const title = `${utc(ts_start)} to ${utc(ts_end)}: ${number(count)} ×`
  if (evidence.length === 0) return h('p', {}, title)
  return h(
    'section',
    { class: 'burst' },
    h('h3', {}, title),
    grid(
      `Log rows of ${title}`,
      ['time', 'what', 'log and line', 'uid'],
      evidence.map(([ts, path, line, uid, summary]) => [
        utc(ts),
        summary,
        h('code', {}, `${paths()[path] ?? ''}:${line}`),
        h('code', {}, uid ?? ''),
      ]),
    ),
    rows > evidence.length
      ? h(
          'p',
          { class: 'meta' },
          `and ${counted(rows - evidence.length, 'more row')} in the database`,
        )
      : null,
  )
}

function packets({ packets: cut }: StoryRow): (HTMLElement | null)[] {
  if (cut === null) return []
  return [
    h('h2', {}, 'Its packets'),
    h('p', {}, 'Where a full capture is kept, this cuts the first burst out of it:'),
    code(cut.commands.join('\n'), 'Commands', 'wrapped'),
  ]
}

function code(text: string, label: string, kind?: string): HTMLElement {
  const attributes = { class: kind, tabindex: 0, role: 'region', 'aria-label': label }
  return h('pre', attributes, h('code', {}, text))
}
