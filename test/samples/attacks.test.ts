import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { learn } from '../../src/baseline/learn.js'
import { levels } from '../../src/detect/detector.js'
import { loadDetectors } from '../../src/detect/load.js'
import { discover } from '../../src/files/discover.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import { type Database, openStore } from '../../src/store/database.js'
import { all } from '../support/store.js'

interface Incident {
  readonly id: string
  readonly from: number
  readonly to: number
  readonly client: string | null
  readonly server: string | null
  readonly minSeverity: string
}

interface Event {
  readonly detector: string
  readonly severity: (typeof levels)[number]
  readonly client: string | null
  readonly server: string | null
  readonly ts_start: number
  readonly ts_end: number
}

const samples = new URL('../../samples/', import.meta.url)
const incidents = JSON.parse(
  readFileSync(new URL('attacks.json', samples), 'utf8'),
) as readonly Incident[]
const detectors = loadDetectors()
const attackDay = Date.UTC(2026, 2, 5) / 1000
/** Seconds before and after an incident in which what it caused may be seen. */
const reach = 900

/** Incidents, and the findings that are part of none. */
const told = `
  SELECT 'incident' AS detector, severity, client, server, first_seen AS ts_start, last_seen AS ts_end
  FROM v_incidents
  UNION ALL
  SELECT detector, severity, client, server, first_seen, last_seen
  FROM v_findings
  WHERE id NOT IN (SELECT finding FROM incident_part)`

const loud = ({ severity }: Event) => levels.indexOf(severity) >= levels.indexOf('medium')

function isAbout(event: Event, incident: Incident): boolean {
  const overlaps = event.ts_start <= incident.to + reach && event.ts_end >= incident.from - reach
  const same = (a: string | null, b: string | null) => a === null || b === null || a === b
  const named = event.client !== null || event.server !== null || incident.client === null
  return (
    overlaps && named && same(event.client, incident.client) && same(event.server, incident.server)
  )
}

describe('the made-up plant, learned for three days and attacked on the fourth', () => {
  let db: Database
  let events: Event[]

  beforeAll(async () => {
    db = openStore(':memory:')
    await ingest(db, discover([fileURLToPath(new URL('logs/', samples))]))
    learn(db, { name: 'main', minimum: 48, to: attackDay })
    await detect(db, { detectors })
    events = all<Event>(db, 'SELECT * FROM v_finding_events ORDER BY ts_start')
  })

  afterAll(() => db.close())

  test('has four days', () => {
    expect(readdirSync(new URL('logs/', samples))).toHaveLength(4)
  })

  test.each(incidents.map((incident) => [incident.id, incident] as const))(
    '%s is found',
    (_, incident) => {
      expect(events.filter(loud).filter((event) => isAbout(event, incident))).not.toEqual([])
    },
  )

  test.each(['2026-03-02', '2026-03-03', '2026-03-04'])('%s is quiet', (day) => {
    const from = Date.parse(`${day}T00:00:00Z`) / 1000
    const during = events.filter(({ ts_start }) => ts_start >= from && ts_start < from + 86_400)
    expect(during.filter(loud)).toEqual([])
  })

  // What an analyst has to look at: incidents, and findings that belong to none.
  test.each(incidents.map((incident) => [incident.id, incident] as const))(
    '%s is one thing to look at',
    (_, incident) => {
      const about = all<Event>(db, told).filter((each) => isAbout(each, incident))
      expect(about.filter(loud)).toHaveLength(1)
    },
  )

  test('every loud event of the fourth day is about an incident', () => {
    const stray = events
      .filter(loud)
      .filter((event) => event.ts_start >= attackDay)
      .filter((event) => !incidents.some((incident) => isAbout(event, incident)))
    expect(stray).toEqual([])
  })
})
