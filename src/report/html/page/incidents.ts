import type { FindingRow, IncidentRow } from '../model.js'
import { finding, incidents } from './data.js'
import { address, h, link, portions } from './dom.js'
import { badge, counted, server, utc } from './words.js'

/** Findings that belong together, as timelines. */
export function incidentsPage(): HTMLElement {
  return h(
    'article',
    {},
    h('h1', {}, 'Incidents'),
    h(
      'p',
      { class: 'lead' },
      'Findings of one client on one server that belong together, in the order in which they began.',
    ),
    portions(incidents(), timeline, h('div', {})),
  )
}

/** One incident in a list. */
export function incidentItem(incident: IncidentRow): HTMLElement {
  return h(
    'li',
    { class: incident.severity },
    h(
      'div',
      { class: 'row' },
      badge(incident.severity),
      h('a', { class: 'what', href: address(['incident', incident.id]) }, incident.message),
      h('time', {}, utc(incident.first_seen)),
    ),
    h('p', { class: 'meta' }, hostsOf(incident), ` · ${counted(incident.parts.length, 'finding')}`),
  )
}

/** One incident. */
export function incidentPage(id = ''): HTMLElement {
  const incident = incidents().find((each) => each.id === id)
  if (incident === undefined) return h('article', {}, h('h1', {}, 'No such incident'))
  return h(
    'article',
    {},
    h('p', { class: 'steps' }, link(['incidents'], 'All incidents')),
    h('h1', {}, 'Incident'),
    timeline(incident),
  )
}

/** The incident that a finding is part of, as a line. */
export function incidentOf({ id }: FindingRow): HTMLElement | null {
  const incident = incidents().find(({ parts }) => parts.some((part) => part.finding === id))
  return incident === undefined ? null : link(['incident', incident.id], incident.message)
}

function hostsOf({ sensor, client, server: name }: IncidentRow): (Node | string)[] {
  return [client, ' → ', server(sensor, name)]
}

function timeline(incident: IncidentRow): HTMLElement {
  return h(
    'section',
    { class: 'incident' },
    h('h2', {}, badge(incident.severity), ' ', incident.message),
    h(
      'p',
      { class: 'meta' },
      hostsOf(incident),
      ` · ${utc(incident.first_seen)} to ${utc(incident.last_seen)} · ${counted(incident.parts.length, 'finding')}`,
    ),
    h('ol', { class: 'timeline' }, incident.parts.map(step)),
  )
}

function step(part: IncidentRow['parts'][number]): HTMLElement {
  const row = finding(part.finding)
  return h(
    'li',
    { class: row?.severity },
    h('time', {}, utc(part.first_seen)),
    ' ',
    part.stage === null ? null : [h('span', { class: 'badge stage' }, part.stage), ' '],
    row === undefined ? part.finding : link(['finding', row.id], row.title),
    h('p', {}, row?.message ?? ''),
  )
}
