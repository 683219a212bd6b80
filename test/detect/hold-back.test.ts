import type { Detector } from '../../src/detect/detector.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import type { Database } from '../../src/store/database.js'
import { detectorsOf } from '../support/detectors.js'
import { modbus, siteStart } from '../support/site.js'
import { all, emptyStore } from '../support/store.js'
import { fileWith } from '../support/temporary.js'
import { jsonLog, type LogRow, tsvLog } from '../support/zeek-log.js'

/** A detector of absence whose atoms are requests without a response. */
const [missing] = detectorsOf({
  'response-missing': { header: 'shows: absence', where: "kind = 'request'" },
}) as [Detector]

const unanswered = (at: number): LogRow => modbus(at, { matched: false, unit: 7 })
const told = (db: Database) => all(db, 'SELECT count FROM v_findings')
const held = (db: Database) => all(db, 'SELECT count, why FROM v_held_back')

async function read(db: Database, rows: readonly LogRow[], lost: readonly LogRow[] = []) {
  const loss = lost.map((row) => ({ ts_delta: 900, peer: 'zeek', gaps: 1, acks: 10, ...row }))
  const files = [
    ...(rows.length > 0 ? [fileWith('modbus_detailed.log', jsonLog(rows))] : []),
    ...(loss.length > 0
      ? [
          fileWith(
            'capture_loss.log',
            tsvLog('capture_loss', 'ts ts_delta peer gaps acks percent_lost', loss),
          ),
        ]
      : []),
  ]
  await ingest(db, files)
  await detect(db, { detectors: [missing] })
}

const lossAt = (at: number, percent_lost: number) => ({ ts: siteStart + at, percent_lost })
const others = (from: number, to: number) =>
  Array.from({ length: (to - from) / 60 }, (_, index) => modbus(from + index * 60 + 1))

describe('what is missing', () => {
  test('is told while the sensor sees', async () => {
    const db = emptyStore()
    await read(db, [...others(0, 1800), unanswered(900)], [lossAt(1000, 0.5)])
    expect([told(db), held(db)]).toEqual([[{ count: 1 }], []])
  })

  test('proves nothing while packets are lost, and that is said', async () => {
    const db = emptyStore()
    await read(db, [...others(0, 1800), unanswered(900)], [lossAt(1000, 12.5)])
    expect(told(db)).toEqual([])
    expect(held(db)).toEqual([{ count: 1, why: '12.5 % of the packets were lost' }])
    expect(all(db, 'SELECT status, reason FROM v_coverage')).toEqual([
      { status: 'evaluated', reason: expect.stringContaining('held back 1 missing') },
    ])
  })

  test('proves nothing where the loss is known later than what is missing', async () => {
    const db = emptyStore()
    await read(db, [...others(0, 1800), unanswered(900)])
    expect(told(db)).toEqual([{ count: 1 }])
    await read(db, [], [lossAt(1000, 12.5)])
    expect([told(db), held(db)]).toEqual([[], [expect.objectContaining({ count: 1 })]])
  })

  test('proves nothing where the sensor falls silent, and that is known when it speaks again', async () => {
    const early = [...others(0, 900), unanswered(850)]
    const pieces = emptyStore()
    await read(pieces, early)
    expect(told(pieces)).toEqual([{ count: 1 }])
    await read(
      pieces,
      others(6000, 6600).map((row) => ({ ...row, uid: 'C2' })),
    )
    expect(told(pieces)).toEqual([])
    expect(held(pieces)).toEqual([
      { count: 1, why: expect.stringContaining('the sensor wrote nothing for 8') },
    ])
  })

  test('is told in coverage to need capture_loss.log where there is none', async () => {
    const db = emptyStore()
    await read(db, others(0, 600))
    expect(all(db, 'SELECT remedy FROM v_coverage')).toEqual([
      { remedy: expect.stringContaining('capture_loss.log') },
    ])
  })
})
