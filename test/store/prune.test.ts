import { learn } from '../../src/baseline/learn.js'
import { loadDetectors } from '../../src/detect/load.js'
import { detect } from '../../src/findings/detect.js'
import { reviseFindings } from '../../src/findings/revise.js'
import { ingest } from '../../src/ingest/run.js'
import type { Database } from '../../src/store/database.js'
import { prunable, prune } from '../../src/store/prune.js'
import { dnp3, logs, modbus, polls, siteStart } from '../support/site.js'
import { all, dump, emptyStore, one, storeOf } from '../support/store.js'
import { directoryWith, fileWith } from '../support/temporary.js'
import { addFinding } from '../support/told.js'
import { jsonLog } from '../support/zeek-log.js'

const half = 2 * 3600
const detectors = loadDetectors()

/** Four hours, with a restart in each half. */
async function site(): Promise<Database> {
  const rows = [0, 1].map((each) => dnp3(each * half + 3700, 'COLD_RESTART'))
  const directory = directoryWith(logs({ modbus: polls(0, 4), dnp3: rows }))
  const db = await storeOf(`${directory}/modbus_detailed.log`, `${directory}/dnp3.log`)
  await detect(db, { detectors })
  return db
}

const found = (db: Database) =>
  all(db, 'SELECT id, count, events, message FROM v_findings ORDER BY id')
const countOf = (db: Database, table: string) => one(db, `SELECT count(*) FROM ${table}`)

describe('messages that are pruned', () => {
  const cut = siteStart + half
  let db: Database
  let before: ReturnType<typeof dump>

  beforeEach(async () => {
    db = await site()
    before = dump(db)
    prune(db, 'messages', cut, false)
  })

  test('are gone from every table of messages, and no others are', () => {
    expect(one(db, 'SELECT min(ts) FROM modbus_message')).toBeGreaterThanOrEqual(cut)
    expect(countOf(db, 'modbus_message')).toBe(2 * 60)
    expect(countOf(db, 'dnp3_message')).toBe(1)
  })

  test('leave what was counted, learned and found, and which logs were read', () => {
    const after = dump(db)
    for (const [table, rows] of Object.entries(before)) {
      if (/_message$|^pruned$/.test(table)) continue
      expect({ table, rows: after[table] }).toEqual({ table, rows })
    }
  })

  test('do not take findings with them when all is judged again', async () => {
    const had = found(db)
    expect(had.length).toBeGreaterThan(0)
    db.exec("UPDATE detector_run SET hash = ''")
    await detect(db, { detectors })
    expect(found(db)).toEqual(had)
    const asked = { since: siteStart, until: siteStart + 2 * half }
    await detect(db, { detectors, period: asked })
    expect(found(db)).toEqual(had)
  })

  test('do not take findings with them when a row of their time comes late', async () => {
    const had = found(db)
    const points = all(db, 'SELECT * FROM point_hour ORDER BY hour, point')
    const late = [modbus(3705), modbus(5), modbus(3650)]
    await ingest(db, [fileWith('late.log', jsonLog(late))], { log: 'modbus_detailed' })
    await detect(db, { detectors })
    expect(found(db)).toEqual(had)
    expect(all(db, 'SELECT * FROM point_hour ORDER BY hour, point')).toEqual(points)
  })

  test('cannot be learned from', () => {
    expect(() => learn(db, { name: 'main', minimum: 1 })).toThrow('are pruned')
    expect(learn(db, { name: 'main', minimum: 1, from: cut }).exchanges).toBeGreaterThan(0)
  })
})

test.each(prunable)('a dry run over %s takes nothing out and says what would go', async (kind) => {
  const db = await site()
  const before = dump(db)
  const told = prune(db, kind, siteStart + half, true)
  expect(dump(db)).toEqual(before)
  expect(prune(db, kind, siteStart + half, false).rows).toBe(told.rows)
})

test('rollups that are pruned leave findings', async () => {
  const db = await site()
  const had = found(db)
  prune(db, 'messages', siteStart + half, false)
  expect(prune(db, 'rollups', siteStart + half, false).rows).toBeGreaterThan(0)
  db.exec("UPDATE detector_run SET hash = ''")
  await detect(db, { detectors })
  expect(found(db)).toEqual(had)
})

test('findings that are pruned do not come back, and nobody is told that they are gone', async () => {
  const db = await site()
  db.exec("UPDATE finding SET last_seen = first_seen WHERE detector <> 'dangerous-command'")
  prune(db, 'findings', siteStart + 3 * half, false)
  expect(countOf(db, 'finding')).toBe(0)
  db.exec("UPDATE detector_run SET hash = ''")
  await detect(db, { detectors })
  expect(countOf(db, 'finding')).toBe(0)
  expect(countOf(db, 'finding_revision')).toBe(0)
})

describe('deliveries', () => {
  const future = Date.now() / 1000 + 7200

  test('that were made are pruned, and those that wait are not', () => {
    const db = emptyStore()
    db.exec("INSERT INTO sink VALUES ('siem', 'there', 'info', 1)")
    for (const id of ['told', 'waits']) addFinding(db, id)
    reviseFindings(db)
    db.exec("UPDATE delivery SET delivered = queued WHERE finding = 'told'")
    prune(db, 'deliveries', future, false)
    expect(all(db, 'SELECT finding FROM delivery')).toEqual([{ finding: 'waits' }])
    // What was told last is still known, so it is not told again.
    expect(reviseFindings(db)).toBe(0)
    prune(db, 'findings', future, false)
    expect(all(db, 'SELECT id FROM finding')).toEqual([{ id: 'waits' }])
  })
})

test('rejected lines of logs that ended before go', async () => {
  const text = jsonLog([modbus(5)])
  const db = await storeOf(fileWith('modbus_detailed.log', `${text}no JSON\n`))
  expect(countOf(db, 'rejected_line')).toBe(1)
  expect(prune(db, 'rejected', siteStart, false).rows).toBe(0)
  expect(prune(db, 'rejected', siteStart + half, false).rows).toBe(1)
})
