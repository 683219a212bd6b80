import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { learn } from '../../src/baseline/learn.js'
import { loadDetectors } from '../../src/detect/load.js'
import { discover } from '../../src/files/discover.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import { listFindings } from '../../src/report/findings.js'
import { listIncidents } from '../../src/report/incidents.js'
import { datasetteMetadata } from '../../src/report/integrations/datasette.js'
import { grafanaDashboard } from '../../src/report/integrations/grafana.js'
import { navigatorLayer } from '../../src/report/integrations/navigator.js'
import { severitySummary } from '../../src/report/overview.js'
import { savedQueries } from '../../src/report/saved-queries.js'
import { type Database, openStore } from '../../src/store/database.js'
import { all } from '../support/store.js'

const samples = fileURLToPath(new URL('../../samples/logs/', import.meta.url))
const attackDay = Date.UTC(2026, 2, 5) / 1000
const detectors = loadDetectors()
let db: Database

beforeAll(async () => {
  db = openStore(':memory:')
  await ingest(db, discover([samples]))
  learn(db, { name: 'main', minimum: 48, to: attackDay })
  await detect(db, { detectors })
})
afterAll(() => db.close())

describe('saved queries on the made-up plant', () => {
  /** One fact that each has to tell. */
  const facts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    'dangerous-functions': { client: '10.20.10.88', title: 'PLC stop', times: 1 },
    'last-seen': { server: '10.20.20.31', protocol: 's7comm', clients: 3 },
    'new-since-baseline': { client: '10.20.10.66', function: 'WRITE_SINGLE_COIL', exchanges: 2 },
    'program-changes': { client: '10.20.10.88', function: 'Download Block', times: 1 },
    'refused-requests': {
      client: '10.20.10.66',
      function: 'READ_COILS',
      code: 2,
      meaning: 'illegal data address',
      refused: 19,
    },
    'values-outside-baseline': {
      server: '10.20.20.11',
      address: 8,
      learned_max: 635,
      seen_max: 900,
    },
    'who-talks-to-whom': { client: '10.20.10.66', exchanges: 87, refused: 77, in_baseline: 0 },
    'who-writes': {
      client: '10.20.10.20',
      function: 'WRITE_MULTIPLE_REGISTERS',
      times: 8,
      days: 4,
    },
  }

  test('each has a fact here', () => {
    expect(savedQueries().map((each) => each.name)).toEqual(Object.keys(facts))
  })

  test.each(savedQueries().map((each) => [each.name, each] as const))('%s', (name, query) => {
    expect(query.question).toMatch(/^\w.*\?$/)
    expect(all(db, query.sql)).toContainEqual(expect.objectContaining(facts[name]))
  })
})

describe('the Grafana dashboard', () => {
  interface Panel {
    readonly title: string
    readonly targets: readonly { readonly rawQueryText: string; readonly timeColumns: string[] }[]
  }
  const { panels } = JSON.parse(grafanaDashboard()) as { panels: Panel[] }

  test.each(panels.map((panel) => [panel.title, panel] as const))('%s shows rows', (_, panel) => {
    for (const { rawQueryText, timeColumns } of panel.targets) {
      const sql = rawQueryText
        .replaceAll('$__from', String(attackDay * 1000))
        .replaceAll('$__to', String((attackDay + 86_400) * 1000))
      const rows = all(db, sql)
      expect(rows).not.toEqual([])
      expect(Object.keys(rows[0] ?? {})).toEqual(expect.arrayContaining(timeColumns))
    }
  })
})

test('the Navigator layer scores a technique by its worst finding, and names those only looked for', () => {
  const layer = JSON.parse(navigatorLayer(db, detectors)) as {
    domain: string
    techniques: { techniqueID: string; score: number; comment: string }[]
  }
  const of = (id: string) => layer.techniques.find((each) => each.techniqueID === id)
  expect(layer.domain).toBe('ics-attack')
  expect(of('T0858')).toMatchObject({ score: 5 })
  expect(layer.techniques.some((each) => each.score === 0)).toBe(true)
  expect(new Set(layer.techniques.map((each) => each.techniqueID)).size).toBe(
    layer.techniques.length,
  )
})

test('the Datasette metadata has every saved query and hides what is no view', () => {
  const metadata = JSON.parse(datasetteMetadata(db)) as {
    databases: Record<string, { queries: Record<string, { sql: string }>; tables: object }>
  }
  const [database] = Object.values(metadata.databases)
  expect(Object.keys(database?.queries ?? {})).toEqual(savedQueries().map((each) => each.name))
  expect(Object.keys(database?.tables ?? {})).toContain('modbus_message')
  expect(Object.keys(database?.tables ?? {})).not.toContain('v_findings')
})

describe('what the documents say of the made-up plant', () => {
  const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

  test('README counts the findings that there are', () => {
    const summary = severitySummary(listFindings(db), listIncidents(db)).trim()
    expect(read('README.md')).toContain(`The whole: ${summary}.`)
  })

  test('the finding that the tutorial shows is the download it speaks of', () => {
    const [, id = ''] = /otsift findings show (\w+)/.exec(read('docs/tutorial.md')) ?? []
    const found = listFindings(db).filter((each) => each.id.startsWith(id))
    expect(found.map((each) => each.detector)).toEqual(['s7comm-program-download'])
  })
})
