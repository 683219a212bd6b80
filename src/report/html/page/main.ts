/** The page of the HTML report: one place is shown at a time, named by the fragment of its address. */
import { controllerPage } from './controller.js'
import { controllersPage } from './controllers.js'
import { coveragePage } from './coverage.js'
import { incidents, summary } from './data.js'
import { address, h } from './dom.js'
import { findingPage } from './finding.js'
import { findingsPage, neighbour } from './findings.js'
import { incidentPage, incidentsPage } from './incidents.js'
import { mapPage } from './map.js'
import { summaryPage } from './summary.js'
import { themeButton } from './theme.js'
import { channelPage, trafficPage } from './traffic.js'
import { day } from './words.js'

type Page = (...words: string[]) => HTMLElement

const pages: Readonly<Record<string, Page>> = {
  summary: summaryPage,
  findings: findingsPage,
  finding: findingPage,
  incidents: incidentsPage,
  incident: incidentPage,
  map: mapPage,
  controllers: controllersPage,
  controller: controllerPage,
  traffic: trafficPage,
  channel: channelPage,
  coverage: coveragePage,
}

const tabs: readonly (readonly [string, string])[] = [
  ['summary', 'Summary'],
  ['findings', 'Findings'],
  ...(incidents().length > 0 ? [['incidents', 'Incidents'] as const] : []),
  ['map', 'Map'],
  ['controllers', 'Controllers'],
  ['traffic', 'Traffic'],
  ['coverage', 'Coverage'],
]
/** Under which tab a place stands that has none of its own. */
const above: Readonly<Record<string, string>> = {
  finding: 'findings',
  incident: 'incidents',
  controller: 'controllers',
  channel: 'traffic',
}

const main = h('main', { id: 'main', tabindex: -1 })
const navigation = h(
  'nav',
  { 'aria-label': 'Sections' },
  tabs.map(([name, title]) => h('a', { href: address([name]), 'data-tab': name }, title)),
)
const search = h('input', {
  type: 'search',
  id: 'search',
  placeholder: 'Search findings, addresses …',
  'aria-label': 'Search findings and addresses',
  'aria-keyshortcuts': '/',
  oninput: () => {
    const words = search.value.trim()
    history.replaceState(null, '', address(words === '' ? ['findings'] : ['findings', words]))
    show(false)
  },
})

function words(): string[] {
  try {
    return location.hash.slice(1).split('/').map(decodeURIComponent)
  } catch {
    return []
  }
}

function show(focus = true): void {
  const [name = '', ...rest] = words()
  const page = pages[name] ?? summaryPage
  main.replaceChildren(page(...rest))
  const tab = above[name] ?? (name in pages ? name : 'summary')
  for (const each of navigation.children) {
    if (each.getAttribute('data-tab') === tab) each.setAttribute('aria-current', 'page')
    else each.removeAttribute('aria-current')
  }
  if (name !== 'findings') search.value = ''
  document.title = `${main.querySelector('h1')?.textContent ?? 'Report'} – otsift`
  if (!focus) return
  main.focus({ preventScroll: true })
  scrollTo(0, 0)
}

/** `/` searches; `j` and `k` go to the next and the previous finding. */
function key(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) {
    if (event.key === 'Escape' && event.target === search) main.focus()
    return
  }
  if (event.key === '/') {
    event.preventDefault()
    search.focus()
  }
  const [name, id] = words()
  if ((event.key === 'j' || event.key === 'k') && (name === 'finding' || name === 'findings')) {
    const next = neighbour(name === 'finding' ? id : undefined, event.key === 'j' ? 1 : -1)
    if (next !== undefined) location.hash = address(['finding', next])
  }
}

const period = summary.period
document.getElementById('page')?.append(
  h(
    'a',
    {
      class: 'skip',
      href: '#main',
      onclick: (event) => {
        event.preventDefault()
        main.focus()
      },
    },
    'Skip to the content',
  ),
  h(
    'header',
    {},
    h(
      'div',
      { class: 'title' },
      h('strong', {}, 'otsift'),
      h(
        'span',
        {},
        period === null ? 'no traffic' : `${day(period[0])} to ${day(period[1] - 1)} UTC`,
      ),
    ),
    h('div', { class: 'tools' }, search, themeButton()),
    navigation,
  ),
  main,
  h(
    'footer',
    {},
    `Written ${summary.generated.slice(0, 16).replace('T', ' ')} UTC by otsift ${summary.version}. `,
    'All times are UTC. Keys: / searches, j and k go through the findings. ',
    'This page loads nothing from anywhere.',
  ),
)
addEventListener('hashchange', () => show())
addEventListener('keydown', key)
addEventListener('beforeprint', () => {
  for (const each of document.querySelectorAll('details')) each.open = true
})
show(false)
