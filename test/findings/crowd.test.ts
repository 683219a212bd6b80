import type { Detector } from '../../src/detect/detector.js'
import { accept } from '../../src/findings/accept.js'
import { mostOwn } from '../../src/findings/crowd.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import { type Database, openStore } from '../../src/store/database.js'
import { statement } from '../../src/store/sql.js'
import { detectorsOf } from '../support/detectors.js'
import { all, emptyStore, one } from '../support/store.js'
import { fileWith } from '../support/temporary.js'
import { Random } from '../support/torture/random.js'
import { connection, jsonLog, type LogRow } from '../support/zeek-log.js'

const writes = { where: "action = 'write'" }
const [writeSeen] = detectorsOf({ 'write-seen': writes }) as [Detector]
const more = 30
const day = 86_400

/** A write by each of so many clients, a second apart. */
function flood(clients: number, changes: LogRow = {}): LogRow[] {
  return Array.from({ length: clients }, (_, client) => ({
    ...connection,
    ts: 1000 + client,
    uid: `C${client}`,
    'id.orig_h': `10.1.${client >> 8}.${client & 255}`,
    unit: 1,
    func: 'WRITE_SINGLE_COIL',
    matched: true,
    ...changes,
  }))
}

async function storeOf(rows: readonly LogRow[], detectors: readonly Detector[]) {
  const db = emptyStore()
  await ingest(db, [fileWith('modbus_detailed.log', jsonLog(rows))])
  await detect(db, { detectors })
  return db
}

function found(db: Database) {
  return {
    findings: all(db, 'SELECT * FROM v_findings ORDER BY id'),
    events: all(db, 'SELECT * FROM v_finding_events ORDER BY finding, ts_start'),
    atoms: all(db, 'SELECT * FROM finding_atom ORDER BY detector, finding, minute'),
    crowd: all(db, 'SELECT * FROM crowd_atom ORDER BY detector, finding, minute'),
  }
}

const crowds = `SELECT detector, client, server, count, message FROM v_findings
  WHERE id IN (SELECT crowd FROM crowd_atom)`

describe('a flood of pairs', () => {
  test('is a finding each up to the bound', async () => {
    const db = await storeOf(flood(mostOwn), [writeSeen])
    expect(one(db, 'SELECT count(*) FROM v_findings')).toBe(mostOwn)
    expect(all(db, crowds)).toEqual([])
  })

  test('is one crowd beyond it, which says how many it stands for', async () => {
    const db = await storeOf(flood(mostOwn + more), [writeSeen])
    expect(one(db, 'SELECT count(*) FROM v_findings')).toBe(mostOwn + 1)
    expect(all(db, crowds)).toEqual([
      {
        detector: 'write-seen',
        client: null,
        server: '10.0.0.2',
        count: more,
        message: `A test of findings: ${more} more than the ${mostOwn} of a day told one by one`,
      },
    ])
  })

  test('has rows of the crowd as its evidence', async () => {
    const db = await storeOf(flood(mostOwn + more), [writeSeen])
    const lines = all<{ line: number }>(
      db,
      'SELECT line FROM v_evidence WHERE finding IN (SELECT crowd FROM crowd_atom) ORDER BY line',
    ).map(({ line }) => line)
    expect(lines).toEqual(Array.from({ length: 20 }, (_, index) => mostOwn + 1 + index))
  })

  test('makes a crowd of each day', async () => {
    const few = flood(mostOwn).map((row) => ({ ...row, ts: Number(row.ts) + day }))
    const db = await storeOf([...flood(mostOwn + more), ...few], [writeSeen])
    expect(one(db, 'SELECT count(*) FROM crowd_atom WHERE minute >= ?', day)).toBe(0)
    expect(one(db, 'SELECT count(DISTINCT finding) FROM crowd_atom')).toBe(more)
  })

  test('does not hide what is worse, whenever it came', async () => {
    const worse = { ...writes, columns: ", CASE WHEN unit = 9 THEN 'high' ELSE 'low' END AS level" }
    const [leveled] = detectorsOf({ 'write-seen': worse }) as [Detector]
    const rows = flood(mostOwn + more)
    const db = await storeOf(
      [...rows, ...flood(1, { ts: 5000, unit: 9, 'id.orig_h': '10.9.9.9' })],
      [leveled],
    )
    expect(all(db, "SELECT client FROM v_findings WHERE severity = 'high'")).toEqual([
      { client: '10.9.9.9' },
    ])
  })

  test('comes out the same in any pieces and any order', async () => {
    const rows = flood(mostOwn + more)
    const whole = found(await storeOf(rows, [writeSeen]))
    const random = new Random(3)
    const shuffled = rows.map((row) => ({ row, at: random.next() })).sort((a, b) => a.at - b.at)
    const db = emptyStore()
    for (let from = 0; from < shuffled.length; from += 40) {
      const piece = shuffled.slice(from, from + 40).map(({ row }) => row)
      await ingest(db, [fileWith('modbus_detailed.log', jsonLog(piece))])
      await detect(db, { detectors: [writeSeen] })
    }
    expect(found(db)).toEqual(whole)
  })

  test('is told one by one again when its detector finds less', async () => {
    const db = await storeOf(flood(mostOwn + more), [writeSeen])
    const fewer = detectorsOf({ 'write-seen': { where: 'ts < 1100' } })
    await detect(db, { detectors: fewer })
    expect(found(db).crowd).toEqual([])
    expect(one(db, 'SELECT count(*) FROM v_findings')).toBe(100)
  })

  test('is not accepted unseen', async () => {
    const db = await storeOf(flood(mostOwn + more), [writeSeen])
    const id = String(one(db, 'SELECT DISTINCT crowd FROM crowd_atom'))
    expect(() => accept(db, [id], [writeSeen], { reason: 'ours' })).toThrow(/stands for many/)
  })

  test('is explained by the crowd of a stronger detector', async () => {
    const detectors = detectorsOf({
      'strong-seen': { ...writes, header: 'explains: [weak-seen]' },
      'weak-seen': {},
    })
    const db = await storeOf(flood(mostOwn + more), detectors)
    expect(all(db, 'SELECT DISTINCT detector FROM v_findings')).toEqual([
      { detector: 'strong-seen' },
    ])
  })
})

test('what explains an event is searched for, never walked through', () => {
  const db = openStore(':memory:')
  const sql = statement(
    new URL('../../src/findings/explain.ts', import.meta.url).href,
    './sql/explain.sql',
  )
  const steps = all<{ detail: string }>(db, `EXPLAIN QUERY PLAN ${sql}`.replaceAll(/:\w+/g, "'x'"))
  expect(steps.filter(({ detail }) => /^SCAN (?!f$|strong$)/.test(detail))).toEqual([])
  expect(steps.filter(({ detail }) => detail.includes('finding_of_hosts')).length).toBe(4)
  db.close()
})
