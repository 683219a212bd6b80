import { join } from 'node:path'
import { archiveFiles, writeArchiveFile } from '../../samples/generator/archive.js'
import type { ChangeKind, Incident } from '../../samples/generator/changes/index.js'
import { MONDAY, plant } from '../../samples/generator/plant/plant.js'
import { learn } from '../../src/baseline/learn.js'
import { loadDetectors } from '../../src/detect/load.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import { type Database, openStore } from '../../src/store/database.js'
import { all } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'

const day = 86_400
const hour = 3600
/** Four working days are learned, a week with its weekend is left alone, and then things are done to the plant. */
const learnedUntil = MONDAY + 4 * day
const quietUntil = learnedUntil + 7 * day
const daysOfChanges = 3

/** What is done, and how many hours after the quiet week. */
const changes: readonly (readonly [ChangeKind, number])[] = [
  ['new-client', 8],
  ['new-function', 12],
  ['address-outside', 16],
  ['night-command', 26],
  ['poll-faster', 32],
  ['poll-stopped', 38],
  ['requests-swapped', 44],
  ['value-frozen', 54],
  ['value-step', 64],
  ['extra-write', 68],
]
/** Seconds after the end of a change in which what it caused may be seen. */
const reach = 2 * hour

interface Event {
  readonly detector: string
  readonly severity: string
  readonly client: string | null
  readonly server: string | null
  readonly ts_start: number
  readonly ts_end: number
}

const only = [
  'modbus_detailed',
  'dnp3',
  'dnp3_control',
  'dnp3_objects',
  's7comm',
  'conn',
  'capture_loss',
  'analyzer',
] as const

describe('a made-up plant, learned for four days', () => {
  let db: Database
  let loud: Event[]
  let incidents: Incident[]
  const told: string[] = []

  beforeAll(async () => {
    const days = 4 + 7 + daysOfChanges
    const planned = changes.map(([kind, at]) => ({ kind, at: quietUntil + at * hour }))
    const made = plant({ seed: 11, days, changes: planned, only })
    const directory = directoryWith()
    const files = [...archiveFiles(made.rows)].map((file) => {
      writeArchiveFile(directory, file)
      return join(directory, file.name)
    })
    incidents = made.incidents
    db = openStore(':memory:')
    await ingest(db, files)
    learn(db, { name: 'main', minimum: 48, to: learnedUntil })
    await detect(db, { detectors: loadDetectors() })
    loud = all<Event>(
      db,
      `SELECT detector, severity, client, server, ts_start, ts_end FROM v_finding_events
       WHERE severity IN ('medium', 'high', 'critical') ORDER BY ts_start`,
    )
  }, 600_000)

  afterAll(() => {
    db.close()
    // `npm run changes` asks for the table.
    if (process.env.CHANGES_TABLE) process.stdout.write(`${told.join('\n')}\n`)
  })

  const about = (event: Event, incident: Incident) =>
    event.ts_end >= incident.from - 1 &&
    event.ts_start <= incident.to + reach &&
    (event.server === null || event.server === incident.server) &&
    (event.client === null || event.client === incident.client)

  test('a week after that, undisturbed, gives nothing of medium or above', () => {
    expect(loud.filter((event) => event.ts_start < quietUntil)).toEqual([])
  })

  test.each(changes.map(([kind]) => kind))('%s is found', (kind) => {
    const incident = incidents.find((each) => each.id === kind)
    const found = loud.filter((event) => incident && about(event, incident))
    const [first] = found
    // An atom of a minute begins with it.
    const delay = Math.max(0, Math.round((first?.ts_start ?? 0) - (incident?.from ?? 0)))
    const names = [...new Set(found.map((each) => `${each.detector} ${each.severity}`))].join(', ')
    told.push(`| ${kind} | ${delay} s | ${names} |`)
    expect(found).not.toEqual([])
  })

  test('what was not changed gives nothing', () => {
    const stray = loud.filter((event) => !incidents.some((incident) => about(event, incident)))
    expect(stray).toEqual([])
  })
})
