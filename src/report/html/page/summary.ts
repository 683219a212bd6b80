import { findings, incidents, isOpen, summary } from './data.js'
import { address, grid, h, link } from './dom.js'
import { findingItem } from './findings.js'
import { incidentItem } from './incidents.js'
import { badge, counted, levels, number, utc } from './words.js'

/** Findings shown on the first page. */
const mostTop = 10

/** The first page: what this is, how bad it is, what was seen and what could not be. */
export function summaryPage(): HTMLElement {
  const { period, baseline, sensors, protocols, coverage, rejected } = summary
  const blind = coverage.filter((each) => each.status !== 'evaluated').length
  const exchanges = protocols.reduce((sum, each) => sum + each.exchanges, 0)
  const open = findings.filter(isOpen)
  const told = new Set(incidents().flatMap(({ parts }) => parts.map((part) => part.finding)))
  const alone = open.filter(({ id }) => !told.has(id))
  return h(
    'article',
    {},
    h('h1', {}, 'OT traffic report'),
    h('p', { class: 'lead' }, verdict(open.length)),
    h('ul', { class: 'cards' }, levels.map(levelCard)),
    h(
      'dl',
      { class: 'facts' },
      fact(
        'Period',
        period === null ? 'nothing was read' : `${utc(period[0])} to ${utc(period[1])}`,
      ),
      fact('Traffic', `${counted(exchanges, 'exchange')} of Modbus, DNP3 and S7comm`),
      fact(
        'Baseline',
        baseline === null
          ? 'none: nothing can be called new. `otsift baseline learn` makes one.'
          : `${baseline.name}, revision ${baseline.revision}, learned from ${utc(baseline.from_ts)} to ${utc(baseline.to_ts)}`,
      ),
      fact(
        'Coverage',
        h(
          'span',
          {},
          `${coverage.length - blind} of ${counted(coverage.length, 'detector')} evaluated`,
          blind > 0 ? ['; ', link(['coverage'], `${blind} could not see`)] : '',
          rejected > 0 ? `; ${counted(rejected, 'log line')} could not be read` : '',
        ),
      ),
    ),
    explanation(),
    incidents().length === 0
      ? null
      : [
          h('h2', {}, 'Incidents: findings that belong together'),
          h('ol', { class: 'findings' }, incidents().slice(0, mostTop).map(incidentItem)),
        ],
    h('h2', {}, told.size === 0 ? 'The worst findings' : 'The worst of the other findings'),
    alone.length === 0
      ? h(
          'p',
          {},
          open.length === 0
            ? 'None. Look at the coverage before you trust that.'
            : 'None: all belong to incidents.',
        )
      : h('ol', { class: 'findings' }, alone.slice(0, mostTop).map(findingItem)),
    alone.length < open.length || alone.length > mostTop
      ? h('p', {}, link(['findings'], `All ${number(open.length)} findings`))
      : null,
    h('h2', {}, 'What was seen'),
    grid(
      'Protocols',
      ['protocol', 'exchanges', 'refused', 'pairs of hosts'],
      protocols.map((each) => [each.protocol, each.exchanges, each.exceptions, each.pairs]),
    ),
    grid(
      'Sensors',
      ['sensor', 'files', 'rows', 'rejected', 'from', 'to', 'logs'],
      sensors.map((each) => [
        each.sensor,
        each.files,
        each.rows,
        each.rejected,
        each.first_ts === null ? '' : utc(each.first_ts),
        each.last_ts === null ? '' : utc(each.last_ts),
        each.logs.split(',').join(', '),
      ]),
    ),
  )
}

function verdict(open: number): string {
  if (open === 0) return 'Nothing is open.'
  const worst = levels.find((level) => (summary.severity[level] ?? 0) > 0)
  const same = summary.severity[worst ?? ''] ?? 0
  return `${counted(open, 'finding')}; the worst ${same === 1 ? 'is' : `${number(same)} are`} ${worst}.`
}

function levelCard(level: string): HTMLElement {
  const count = summary.severity[level] ?? 0
  return h(
    'li',
    {},
    h(
      'a',
      {
        class: `card ${level}${count === 0 ? ' none' : ''}`,
        href: address(['findings', '', level]),
      },
      h('b', {}, number(count)),
      badge(level),
    ),
  )
}

function fact(name: string, value: Node | string): Node {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value))
}

function explanation(): HTMLElement {
  const term = (word: string, meaning: string) =>
    h('div', {}, h('dt', {}, word), h('dd', {}, meaning))
  return h(
    'details',
    { class: 'explain' },
    h('summary', {}, 'How to read this report'),
    h(
      'dl',
      { class: 'facts' },
      term(
        'Finding',
        'One behaviour that somebody should look at, however many packets it took. It names who did what to whom, when, and the log rows that show it.',
      ),
      term(
        'Incident',
        'Findings of one client on one server that belong together: likely one story.',
      ),
      term(
        'Severity',
        'critical and high: look today. medium: look this week. low and info: good to know. A finding says what raised or lowered its own.',
      ),
      term(
        'Client, server',
        'The client asks (an operator station, a SCADA server, an engineer’s laptop); the server answers (a controller, an outstation).',
      ),
      term(
        'Baseline',
        'What was normal at this site while it was learned: who asks whom for what, how often, which values. “New” means: not in it.',
      ),
      term('Exchange', 'A request with its response, or a message that a device sent unasked.'),
      term(
        'Coverage',
        'A detector that lacks a log or a baseline finds nothing. Its silence is no good news; the section says which ones those are.',
      ),
    ),
  )
}
