import type { IncidentRow } from '../model.js'
import { finding, incidents } from './data.js'
import { address, h } from './dom.js'
import { badge, counted, utc } from './words.js'

/** Findings that belong together, as timelines. */
export function incidentsPage(): HTMLElement {
  return h('article', {}, h('h1', {}, 'Incidents'), incidents().map(timeline))
}

function timeline(incident: IncidentRow): HTMLElement {
  return h(
    'section',
    { class: 'incident' },
    h('h2', {}, badge(incident.severity), ' ', incident.title),
    h(
      'p',
      { class: 'meta' },
      `${utc(incident.first_seen)} to ${utc(incident.last_seen)} · ${counted(incident.findings.length, 'finding')}`,
    ),
    h(
      'ol',
      { class: 'timeline' },
      incident.findings.map(({ id, first_seen }) => {
        const row = finding(id)
        return h(
          'li',
          { class: row?.severity },
          h('time', {}, utc(first_seen)),
          ' ',
          row === undefined ? id : h('a', { href: address(['finding', id]) }, row.title),
          h('p', {}, row?.message ?? ''),
        )
      }),
    ),
  )
}
