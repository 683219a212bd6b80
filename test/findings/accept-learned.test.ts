import { learn } from '../../src/baseline/learn.js'
import { loadDetectors } from '../../src/detect/load.js'
import { accept } from '../../src/findings/accept.js'
import { detect } from '../../src/findings/detect.js'
import { learnedBy } from '../../src/findings/learned-by.js'
import { ingest } from '../../src/ingest/run.js'
import type { Database } from '../../src/store/database.js'
import { modbus, polls, siteStart } from '../support/site.js'
import { all, emptyStore } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { connection, jsonLog, type LogRow } from '../support/zeek-log.js'

const detectors = loadDetectors()
const hour = 3600
/** Three days are learned; the fourth brings what is new. */
const learned = 72

interface Found {
  readonly id: string
  readonly detector: string
}

async function site(
  rows: readonly LogRow[],
  more: Readonly<Record<string, readonly LogRow[]>> = {},
) {
  const db = emptyStore()
  const sorted = (list: readonly LogRow[]) =>
    jsonLog([...list].sort((a, b) => Number(a.ts) - Number(b.ts)))
  const logs = Object.entries({ modbus_detailed: rows, ...more }).map(
    ([name, list]) => [`${name}.log`, sorted(list)] as const,
  )
  const directory = directoryWith(Object.fromEntries(logs))
  await ingest(
    db,
    logs.map(([name]) => `${directory}/${name}`),
  )
  learn(db, { name: 'main', minimum: 48, to: siteStart + learned * hour })
  return db
}

async function found(db: Database): Promise<Found[]> {
  await detect(db, { detectors })
  return all<Found>(db, "SELECT id, detector FROM v_findings WHERE state <> 'accepted'")
}

/** Accepts the one finding of a detector; what is still found afterwards, by detector. */
async function accepted(db: Database, detector: string): Promise<string[]> {
  const before = await found(db)
  const [finding, ...others] = before.filter((each) => each.detector === detector)
  expect([detector, finding === undefined, others]).toEqual([detector, false, []])
  const done = accept(db, [String(finding?.id)], detectors, { reason: 'announced' })
  expect(done.added).toBeGreaterThan(0)
  return (await found(db)).map((each) => each.detector)
}

const rest = polls(learned, learned + 4)

test('a poll of another pace becomes the pace of that poll', async () => {
  const faster = Array.from({ length: 480 }, (_, index) => modbus(learned * hour + index * 30))
  const db = await site([...polls(0, learned), ...faster])
  expect(await accepted(db, 'poll-interval-change')).not.toContain('poll-interval-change')
  const [period] = all<{ period: number }>(db, 'SELECT period FROM learned_poll')
  expect(period?.period).toBeCloseTo(30, 0)
})

test('a poll that is over is not waited for any more', async () => {
  const other = { uid: 'C8', 'id.resp_h': '10.0.0.8' }
  const db = await site([...polls(0, learned), ...polls(0, learned + 8, other)])
  expect(await accepted(db, 'poll-missing')).not.toContain('poll-missing')
})

test('commands at another hour are commands at their hour', async () => {
  const shift = (day: number, from: number) =>
    [0, 1, 2, 3].map((each) =>
      modbus(day * 24 * hour + from * hour + each * 300, { func: 'WRITE_SINGLE_COIL', address: 1 }),
    )
  const days = [0, 1, 2].flatMap((day) => shift(day, 2))
  const db = await site([...polls(0, learned), ...days, ...rest, ...shift(3, 12)])
  const left = await accepted(db, 'off-schedule-command')
  expect(left).not.toContain('off-schedule-command')
})

test('a value beyond its range widens the range, and stays judged by it', async () => {
  const values = (from: number, to: number) =>
    polls(from, to, { quantity: 1 }).map((row, index) => ({
      ...row,
      response_values: [100 + (index % 50)],
    }))
  const high = modbus((learned + 1) * hour, { quantity: 1, response_values: [220] })
  const db = await site([...values(0, learned), ...values(learned, learned + 4), high])
  expect(await accepted(db, 'modbus-value-range')).not.toContain('modbus-value-range')
  expect(all(db, 'SELECT max, steady_range FROM learned_point')).toEqual([
    { max: 220, steady_range: 1 },
  ])
})

test('a new unit and what is asked of it', async () => {
  const added = polls(learned, learned + 2, { unit: 5 })
  const db = await site([...polls(0, learned), ...rest, ...added])
  expect(await accepted(db, 'modbus-new-unit')).toEqual([])
})

test('sessions of another length', async () => {
  const sessions = (from: number, to: number, duration: number) =>
    Array.from({ length: to - from }, (_, index) => ({
      ...connection,
      uid: `S${from + index}`,
      ts: siteStart + (from + index) * hour,
      duration,
      service: 'modbus',
      orig_bytes: 500,
      resp_bytes: 900,
      conn_state: 'SF',
      history: 'ShADadFf',
    }))
  const db = await site([...polls(0, learned), ...rest], {
    conn: [...sessions(0, learned - 1, 100), ...sessions(learned, learned + 2, 2000)],
  })
  expect(await accepted(db, 'session-shift')).not.toContain('session-shift')
})

test('shares that moved are let move as far', async () => {
  const both = (from: number, to: number, share: number) =>
    polls(from, to).flatMap((row, index) => [
      row,
      { ...row, ts: Number(row.ts) + 3 },
      ...(index % 60 < share
        ? [{ ...row, ts: Number(row.ts) + 5, func: 'READ_INPUT_REGISTERS' }]
        : []),
    ])
  const db = await site([...both(0, learned, 6), ...both(learned, learned + 3, 50)])
  // Another detector tells of the same cause: that is accepted first.
  for (const { id, detector } of await found(db)) {
    if (detector === 'poll-interval-change') accept(db, [id], detectors, { reason: 'announced' })
  }
  expect(await accepted(db, 'function-share-shift')).not.toContain('function-share-shift')
})

test('whatever is learned by a detector is a table of baselines', () => {
  const db = emptyStore()
  const tables = all<{ name: string }>(db, 'SELECT name FROM sqlite_schema').map(({ name }) => name)
  const unknown = Object.entries(learnedBy).flatMap(([id, behaviour]) => [
    ...(detectors.some((each) => each.id === id) ? [] : [id]),
    ...behaviour.tables.filter((name) => !tables.includes(`baseline_${name}`)),
  ])
  expect(unknown).toEqual([])
})
