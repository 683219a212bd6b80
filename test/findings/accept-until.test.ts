import { learn } from '../../src/baseline/learn.js'
import { freeze, revert } from '../../src/baseline/revision.js'
import { loadDetectors } from '../../src/detect/load.js'
import { accept } from '../../src/findings/accept.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import type { Database } from '../../src/store/database.js'
import { modbus, polls, siteStart } from '../support/site.js'
import { all, emptyStore, one } from '../support/store.js'
import { fileWith } from '../support/temporary.js'
import { jsonLog, type LogRow } from '../support/zeek-log.js'

const detectors = loadDetectors()
const hour = 3600
const learned = 72
const laptop = { 'id.orig_h': '10.0.0.9', uid: 'C9' }
/** Any time before the machine's clock, and after all rows here unless a test says otherwise. */
const over = siteStart + 1000 * hour

async function scan(db: Database, name: string, rows: readonly LogRow[]): Promise<void> {
  await ingest(db, [fileWith(`modbus_detailed.${name}.log`, jsonLog(rows))], {
    log: 'modbus_detailed',
  })
  await detect(db, { detectors })
}

/** Three days are learned; then a laptop reads for an hour, which is accepted until a time. */
async function accepted(expires: number) {
  const db = emptyStore()
  await scan(db, 'first', polls(0, learned + 3))
  learn(db, { name: 'main', minimum: 48, to: siteStart + learned * hour })
  await scan(db, 'laptop', [
    modbus(learned * hour + 1800, laptop),
    modbus(learned * hour + 1830, { ...laptop, func: 'WRITE_SINGLE_REGISTER', quantity: 1 }),
  ])
  const id = String(one(db, "SELECT id FROM v_findings WHERE detector = 'new-client'"))
  accept(db, [id], detectors, { reason: 'commissioning', who: 'kim', expires })
  return { db, id }
}

const open = (db: Database) =>
  all<{ detector: string }>(
    db,
    "SELECT detector FROM v_findings WHERE state IN ('new', 'reopened') ORDER BY detector",
  ).map(({ detector }) => detector)
const knows = (db: Database, address: string) =>
  one(
    db,
    'SELECT count(*) FROM baseline_channel AS c JOIN baseline AS b ON b.id = c.baseline WHERE b.active = 1 AND c.client = ?',
    address,
  ) !== 0
const later = (at: number, change: LogRow = {}) => modbus((learned + 2) * hour + at, change)

test('until its time is over it is normal, and what was decided says how long', async () => {
  const { db, id } = await accepted(Date.now() / 1000 + 86_400)
  await scan(db, 'again', [later(0, laptop)])
  expect(open(db)).toEqual([])
  expect(knows(db, '10.0.0.9')).toBe(true)
  expect(one(db, 'SELECT expires > 0 FROM triage WHERE finding = ?', id)).toBe(1)
})

test('when it is over the baseline has a revision without it, and says why', async () => {
  const { db } = await accepted(over)
  await detect(db, { detectors })
  expect(knows(db, '10.0.0.9')).toBe(false)
  expect(all(db, 'SELECT revision, active, origin, who FROM v_baseline ORDER BY 1')).toEqual([
    { revision: 1, active: 0, origin: 'learn', who: null },
    { revision: 2, active: 0, origin: 'accept', who: 'kim' },
    { revision: 3, active: 1, origin: 'expire', who: 'otsift' },
  ])
  await detect(db, { detectors })
  expect(one(db, 'SELECT max(revision) FROM baseline')).toBe(3)
})

test('what it did in its time is not told again, not as something else either', async () => {
  const { db, id } = await accepted(over)
  await detect(db, { detectors })
  expect(open(db)).toEqual([])
  expect(one(db, 'SELECT state FROM finding WHERE id = ?', id)).toBe('accepted')
})

test('what goes on after its time is found again', async () => {
  const { db, id } = await accepted(siteStart + (learned + 1) * hour)
  await scan(db, 'again', [later(0, laptop)])
  expect(one(db, 'SELECT state FROM v_findings WHERE id = ?', id)).toBe('reopened')
  expect(one(db, 'SELECT reason FROM triage WHERE finding = ?', id)).toContain(
    'the time it was accepted for is over',
  )
})

test('the baseline is then what it was before, but for its revision', async () => {
  const { db } = await accepted(over)
  await detect(db, { detectors })
  const tables = all<{ name: string }>(
    db,
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'baseline\\_%' ESCAPE '\\'",
  )
  for (const { name } of tables) {
    const rows = (id: number) =>
      all(db, `SELECT * FROM ${name} WHERE baseline = ?`, id).map((row) => ({
        ...row,
        baseline: 0,
      }))
    expect({ name, rows: rows(3) }).toEqual({ name, rows: rows(1) })
  }
})

test('what else was accepted meanwhile stays', async () => {
  const { db } = await accepted(over)
  const other = { 'id.orig_h': '10.0.0.8', uid: 'C8' }
  await scan(db, 'second', [later(0, other)])
  const ids = all<{ id: string }>(
    db,
    "SELECT id FROM v_findings WHERE client = '10.0.0.8' AND detector = 'new-client'",
  )
  accept(db, [String(ids[0]?.id)], detectors, { reason: 'a new HMI' })
  await detect(db, { detectors })
  expect([knows(db, '10.0.0.9'), knows(db, '10.0.0.8')]).toEqual([false, true])
})

test('a range that was widened for a time is as narrow as before', async () => {
  const db = emptyStore()
  await scan(db, 'first', polls(0, learned + 1))
  learn(db, { name: 'main', minimum: 48, to: siteStart + learned * hour })
  await scan(db, 'wide', [modbus(learned * hour + 900, { address: 5, quantity: 20 })])
  const id = String(one(db, "SELECT id FROM v_findings WHERE detector = 'new-address'"))
  accept(db, [id], detectors, { reason: 'a test', expires: over })
  const range =
    'SELECT low, high FROM baseline_block AS k JOIN baseline AS b ON b.id = k.baseline WHERE b.active = 1'
  expect(all(db, range)).toEqual([{ low: 0, high: 24 }])
  await detect(db, { detectors })
  expect(all(db, range)).toEqual([{ low: 0, high: 9 }])
})

test('a poll that was accepted at another pace is expected at the old one', async () => {
  const db = emptyStore()
  const faster = Array.from({ length: 480 }, (_, index) => modbus(learned * hour + index * 30))
  await scan(db, 'first', [...polls(0, learned), ...faster])
  learn(db, { name: 'main', minimum: 48, to: siteStart + learned * hour })
  await detect(db, { detectors })
  const id = String(one(db, "SELECT id FROM v_findings WHERE detector = 'poll-interval-change'"))
  const period = 'SELECT round(period) FROM v_baseline_timing WHERE active = 1'
  accept(db, [id], detectors, { reason: 'a trial', expires: over })
  expect(one(db, period)).toBe(30)
  await detect(db, { detectors })
  expect(one(db, period)).toBe(60)
})

test('a frozen baseline keeps it until it is thawed', async () => {
  const { db } = await accepted(over)
  freeze(db, undefined, true)
  await detect(db, { detectors })
  expect(knows(db, '10.0.0.9')).toBe(true)
  freeze(db, undefined, false)
  await detect(db, { detectors })
  expect(knows(db, '10.0.0.9')).toBe(false)
})

test('once it was taken back, whoever reverts that has the last word', async () => {
  const { db } = await accepted(over)
  await detect(db, { detectors })
  revert(db)
  await detect(db, { detectors })
  expect(knows(db, '10.0.0.9')).toBe(true)
})
