import fc from 'fast-check'
import type { Detector } from '../../src/detect/detector.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import type { Database } from '../../src/store/database.js'
import { detectorsOf } from '../support/detectors.js'
import { all, emptyStore } from '../support/store.js'
import { fileWith } from '../support/temporary.js'
import { connection, jsonLog } from '../support/zeek-log.js'

/** Rows of modbus_detailed, a whole exchange each. */
function rows(...changes: { ts: number; [column: string]: unknown }[]): string {
  return jsonLog(
    changes.map((change) => ({
      ...connection,
      tid: 1,
      unit: 1,
      func: 'WRITE_SINGLE_COIL',
      matched: true,
      ...change,
    })),
  )
}

async function read(db: Database, text: string): Promise<void> {
  await ingest(db, [fileWith('modbus_detailed.log', text)])
}

/** Findings and their events, and where their rows stand. */
function found(db: Database) {
  return {
    findings: all(db, 'SELECT * FROM v_findings ORDER BY id'),
    events: all(db, 'SELECT * FROM v_finding_events ORDER BY finding, ts_start'),
    evidence: all(db, 'SELECT finding, event, ts, line, summary FROM v_evidence ORDER BY 1, 2, 3'),
    incidents: all(db, 'SELECT * FROM v_incidents ORDER BY id'),
    parts: all(db, 'SELECT * FROM v_incident_findings ORDER BY incident, finding'),
  }
}

const writes = { where: "action = 'write'" }
const [writeSeen] = detectorsOf({ 'write-seen': writes }) as [Detector]

describe('a finding', () => {
  test('is one behaviour, with its bursts, count, first and last time', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }, { ts: 130 }, { ts: 600 }))
    await detect(db, { detectors: [writeSeen] })
    expect(found(db).findings).toMatchObject([
      {
        detector: 'write-seen',
        title: 'A test of findings',
        severity: 'low',
        client: '10.0.0.1',
        server: '10.0.0.2',
        protocol: 'modbus',
        unit: 1,
        first_seen: 100,
        last_seen: 600,
        count: 3,
        events: 2,
        message: '3 of 10.0.0.1',
        attack_v19: 'T1692.001',
        attack_v18: 'T0855',
        state: 'new',
      },
    ])
    expect(found(db).events).toMatchObject([
      { ts_start: 100, ts_end: 130, count: 2, message: '2 of 10.0.0.1' },
      { ts_start: 600, ts_end: 600, count: 1 },
    ])
  })

  test('is of one client and one server where its detector says so', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }, { ts: 101, 'id.orig_h': '10.0.0.9' }))
    await detect(db, { detectors: [writeSeen] })
    expect(found(db).findings).toHaveLength(2)
  })

  test('names no unit where its rows disagree on it', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100, unit: 1 }, { ts: 101, unit: 2 }))
    await detect(db, { detectors: [writeSeen] })
    expect(found(db).findings).toMatchObject([{ unit: null, count: 2 }])
  })

  test('shows the rows behind it: file, line, uid and time, and only those', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }, { ts: 101, 'id.orig_h': '10.0.0.9' }, { ts: 102 }))
    await detect(db, { detectors: [writeSeen] })
    const [finding] = all<{ id: string }>(db, "SELECT id FROM v_findings WHERE client = '10.0.0.1'")
    expect(
      all(db, 'SELECT ts, line, uid, path FROM v_evidence WHERE finding = ?', finding?.id),
    ).toEqual([
      { ts: 100, line: 1, uid: 'C1', path: expect.stringContaining('modbus_detailed.log') },
      { ts: 102, line: 3, uid: 'C1', path: expect.stringContaining('modbus_detailed.log') },
    ])
  })

  test('shows rows of every function of a burst, not only of the first', async () => {
    const db = emptyStore()
    const functions = ['WRITE_SINGLE_COIL', 'WRITE_SINGLE_REGISTER', 'WRITE_MULTIPLE_COILS']
    await read(db, rows(...functions.map((func, second) => ({ ts: 100 + second, func }))))
    const seen = detectorsOf({ 'write-seen': { ...writes, columns: ', function' } })
    await detect(db, { detectors: seen })
    expect(found(db).evidence).toMatchObject([{ line: 1 }, { line: 2 }, { line: 3 }])
  })

  test('shows 20 rows of a burst at most', async () => {
    const db = emptyStore()
    await read(db, rows(...Array.from({ length: 50 }, (_, second) => ({ ts: 100 + second }))))
    await detect(db, { detectors: [writeSeen] })
    expect(found(db).evidence).toHaveLength(20)
    expect(found(db).findings).toMatchObject([{ count: 50 }])
  })

  test('has the level and the techniques that its rows name', async () => {
    const db = emptyStore()
    const columns = ", 'critical' AS level, 'T0814, T0816' AS attack"
    await read(db, rows({ ts: 100 }))
    await detect(db, { detectors: detectorsOf({ 'write-seen': { ...writes, columns } }) })
    expect(found(db).findings).toMatchObject([
      { severity: 'critical', attack_v19: 'T0814,T0816', attack_v18: 'T0814,T0816' },
    ])
  })

  test('of a client that the baseline does not know is a step worse', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }, { ts: 101, 'id.orig_h': '10.0.0.9' }))
    db.exec(`INSERT INTO baseline (id, name, revision, active, from_ts, to_ts, exchanges, created)
      VALUES (1, 'main', 1, 1, 0, 60, 1, '');
      INSERT INTO baseline_channel VALUES (1, 'default', 'modbus', '10.0.0.1', '10.0.0.2', 1)`)
    await detect(db, { detectors: [writeSeen] })
    expect(all(db, 'SELECT client, severity, severity_steps FROM v_findings ORDER BY 1')).toEqual([
      { client: '10.0.0.1', severity: 'low', severity_steps: '[]' },
      {
        client: '10.0.0.9',
        severity: 'medium',
        severity_steps: '[{"by":1,"why":"10.0.0.9 is not a known modbus client"}]',
      },
    ])
  })
})

describe('a run', () => {
  test('again changes nothing', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }, { ts: 600 }))
    await detect(db, { detectors: [writeSeen] })
    const first = found(db)
    await detect(db, { detectors: [writeSeen] })
    expect(found(db)).toEqual(first)
  })

  test('judges rows that arrive late', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }, { ts: 160 }))
    await detect(db, { detectors: [writeSeen] })
    await read(db, rows({ ts: 130 }))
    await detect(db, { detectors: [writeSeen] })
    expect(found(db).events).toMatchObject([{ ts_start: 100, ts_end: 160, count: 3 }])
  })

  test('with other params judges all anew', async () => {
    const db = emptyStore()
    const header = 'params: {unit: {type: integer, default: 1, description: the unit to find}}'
    const detectors = detectorsOf({ 'unit-seen': { header, where: 'unit = :unit' } })
    await read(db, rows({ ts: 100, unit: 1 }, { ts: 200, unit: 2 }))
    await detect(db, { detectors })
    expect(found(db).findings).toMatchObject([{ first_seen: 100 }])
    await detect(db, { detectors, params: { 'unit-seen': { unit: 2 } } })
    expect(found(db).findings).toMatchObject([{ first_seen: 200 }])
  })

  test('with a changed query judges all anew, and drops what is no longer found', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }))
    await detect(db, { detectors: [writeSeen] })
    await detect(db, { detectors: detectorsOf({ 'write-seen': { where: "action = 'read'" } }) })
    expect(found(db).findings).toEqual([])
    expect(all(db, 'SELECT * FROM evidence')).toEqual([])
  })

  test('without a detector keeps its findings and says that it did not look', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }))
    await detect(db, { detectors: [writeSeen] })
    const { runs } = await detect(db, { detectors: [] })
    expect(found(db).findings).toMatchObject([{ detector: 'write-seen' }])
    expect(runs).toMatchObject([{ detector: 'write-seen', status: 'not evaluated' }])
  })

  test('with a detector again judges what it missed', async () => {
    const db = emptyStore()
    await detect(db, { detectors: [writeSeen] })
    await read(db, rows({ ts: 100 }))
    await detect(db, { detectors: [] })
    await detect(db, { detectors: [writeSeen] })
    expect(found(db).findings).toMatchObject([{ detector: 'write-seen', count: 1 }])
  })

  test('tells which findings it judged, and not those of other days', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }))
    expect((await detect(db, { detectors: [writeSeen] })).judged.size).toBe(1)
    expect((await detect(db, { detectors: [writeSeen] })).judged.size).toBe(0)
  })

  test('tells which detectors it could not evaluate, and why', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }))
    const { runs } = await detect(db, {
      detectors: detectorsOf({ 'b-seen': { header: '' }, 'a-seen': writes }).map((each) =>
        each.id === 'b-seen' ? { ...each, needs: ['baseline'] } : each,
      ),
    })
    expect(runs).toEqual([
      { detector: 'a-seen', status: 'evaluated', reason: null, remedy: null },
      {
        detector: 'b-seen',
        status: 'not evaluated',
        reason: 'no baseline',
        remedy: expect.stringContaining('otsift baseline learn'),
      },
    ])
    expect(all(db, 'SELECT detector, status FROM v_coverage')).toHaveLength(2)
  })

  test('with a detector that fails tells so, and runs the others', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }))
    const detectors = detectorsOf({
      'bad-seen': { where: 'unit = :nowhere' },
      'write-seen': writes,
    })
    expect((await detect(db, { detectors })).runs).toMatchObject([
      { detector: 'bad-seen', status: 'failed', reason: expect.stringContaining('nowhere') },
      { detector: 'write-seen', status: 'evaluated' },
    ])
    expect(found(db).findings).toHaveLength(1)
  })

  test('of a detector that failed before catches up', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }))
    await detect(db, { detectors: detectorsOf({ 'write-seen': { where: 'unit = :nowhere' } }) })
    await detect(db, { detectors: [writeSeen] })
    expect(found(db).findings).toHaveLength(1)
  })

  test('over a stretch of time leaves what arrived elsewhere to the next run', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }))
    await detect(db, { detectors: [writeSeen] })
    await read(db, rows({ ts: 50_000 }))
    await detect(db, { detectors: [writeSeen], period: { since: 0, until: 1000 } })
    await detect(db, { detectors: [writeSeen] })
    expect(found(db).findings).toMatchObject([{ count: 2, last_seen: 50_000 }])
  })
})

describe('findings of one source on one target', () => {
  const two = detectorsOf({ 'write-seen': writes, 'all-seen': {} }).map((each) =>
    each.id === 'all-seen' ? { ...each, attack: ['T0888'], level: 'high' as const } : each,
  )

  test('of two tactics are an incident, whose findings stay as they are', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100, func: 'READ_COILS' }, { ts: 400 }))
    await detect(db, { detectors: two })
    expect(found(db).incidents).toMatchObject([
      {
        client: '10.0.0.1',
        server: '10.0.0.2',
        severity: 'high',
        stages: 'discovery, impair process control',
        first_seen: 100,
        last_seen: 400,
        findings: 2,
        open_findings: 2,
      },
    ])
    expect(found(db).findings).toHaveLength(2)
    expect(all(db, 'SELECT detector FROM v_finding_events')).toHaveLength(3)
  })

  test('are no incident any more when one of them was accepted', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100, func: 'READ_COILS' }, { ts: 400 }))
    await detect(db, { detectors: two })
    db.exec("UPDATE finding SET state = 'accepted' WHERE detector = 'all-seen'")
    await detect(db, { detectors: two })
    expect(found(db).incidents).toEqual([])
  })
})

describe('a finding that a stronger one explains', () => {
  const explains = detectorsOf({
    'strong-seen': { ...writes, header: 'explains: [weak-seen]' },
    'weak-seen': {},
  })

  test('is hidden within its burst, on the same client and server', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }, { ts: 120, func: 'READ_COILS' }))
    await detect(db, { detectors: explains })
    expect(found(db).findings).toMatchObject([{ detector: 'strong-seen' }])
  })

  test('is shown elsewhere', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }, { ts: 900, func: 'READ_COILS' }))
    await detect(db, { detectors: explains })
    expect(all(db, 'SELECT detector, ts_start FROM v_finding_events ORDER BY 2')).toEqual([
      { detector: 'strong-seen', ts_start: 100 },
      { detector: 'weak-seen', ts_start: 900 },
    ])
  })

  test('is shown on another server', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }, { ts: 101, func: 'READ_COILS', 'id.resp_h': '10.0.0.7' }))
    await detect(db, { detectors: explains })
    expect(found(db).findings).toHaveLength(2)
  })

  test('is shown again when nothing explains it any more', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }))
    await detect(db, { detectors: explains })
    await detect(db, { detectors: explains.map((each) => ({ ...each, explains: [] })) })
    expect(found(db).findings).toHaveLength(2)
  })

  test('is hidden whoever asked, where it is that messages are missing', async () => {
    const db = emptyStore()
    await read(db, rows({ ts: 100 }, { ts: 101, func: 'READ_COILS', 'id.orig_h': '10.0.0.9' }))
    const absence = explains.map((each) =>
      each.id === 'weak-seen' ? { ...each, shows: 'absence' as const } : each,
    )
    await detect(db, { detectors: absence })
    expect(found(db).findings).toMatchObject([{ detector: 'strong-seen' }])
  })

  test('does not explain others itself', async () => {
    const db = emptyStore()
    const chain = detectorsOf({
      'a-seen': { header: 'explains: [b-seen]' },
      'b-seen': { header: 'explains: [c-seen]' },
      'c-seen': {},
    })
    await read(db, rows({ ts: 100 }))
    await detect(db, { detectors: chain })
    expect(found(db).findings).toMatchObject([{ detector: 'a-seen' }, { detector: 'c-seen' }])
  })
})

test('logs that come in any pieces, judged after each, give the findings of one run', async () => {
  // Of two tactics, so that they make incidents.
  const detectors = detectorsOf({ 'write-seen': writes, 'all-seen': {} }).map((each) =>
    each.id === 'all-seen' ? { ...each, attack: ['T0888'], level: 'high' as const } : each,
  )
  const row = fc.record({
    ts: fc.nat(900),
    func: fc.constantFrom('WRITE_SINGLE_COIL', 'READ_COILS'),
    'id.orig_h': fc.constantFrom('10.0.0.1', '10.0.0.9'),
  })
  const pieces = fc.array(fc.array(row, { minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 4,
  })
  await fc.assert(
    fc.asyncProperty(pieces, async (logs) => {
      const texts = logs.map((log, index) =>
        rows(...log.map((each) => ({ ...each, uid: `C${index}` }))),
      )
      const whole = emptyStore()
      for (const text of texts) await read(whole, text)
      await detect(whole, { detectors })
      const inPieces = emptyStore()
      for (const text of texts) {
        await read(inPieces, text)
        await detect(inPieces, { detectors })
      }
      const plain = ({ evidence: _, ...others }: ReturnType<typeof found>) => others
      expect(plain(found(inPieces))).toEqual(plain(found(whole)))
      whole.close()
      inPieces.close()
    }),
    { numRuns: 25 },
  )
})
