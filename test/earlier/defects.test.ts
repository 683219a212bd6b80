import { learn } from '../../src/baseline/learn.js'
import { detect } from '../../src/findings/detect.js'
import { makePlan } from '../../src/findings/plan.js'
import { ingest } from '../../src/ingest/run.js'
import { listFindings, showFinding } from '../../src/report/findings.js'
import { textReport } from '../../src/report/plain.js'
import { type Database, openStore } from '../../src/store/database.js'
import { modbus, siteStart } from '../support/site.js'
import { all, one } from '../support/store.js'
import type { LogRow } from '../support/zeek-log.js'
import {
  called,
  detectors,
  files,
  historian,
  learned,
  learnedFile,
  learnedFor,
  plain,
  polls,
  scan,
  stranger,
  write,
} from './plant.js'

const after = learnedFor + 120
const open: Database[] = []
const kept = async (db: Promise<Database>) => {
  open.push(await db)
  return db
}
const many = (count: number, row: (index: number) => LogRow | LogRow[]) =>
  Array.from({ length: count }, (_, index) => row(index)).flat()
const stateOf = (db: Database, detector: string) =>
  one(db, 'SELECT status FROM v_coverage WHERE detector = ?', detector)

afterEach(() => {
  for (const db of open.splice(0)) db.close()
})

// Numbers are those of the list of defects; 5, 6, 9b, 12 and 14 are about register maps and limits.
describe('defects of the earlier tools that must not come back', () => {
  test('1: functions are named in the logs, and found by name', async () => {
    const db = await kept(scan({ modbus: plain(0, 'FIRMWARE_REPLACEMENT') }))
    expect(all(db, 'SELECT DISTINCT function_code FROM v_modbus')).toEqual([{ function_code: 125 }])
    expect(listFindings(db).map(({ detector }) => detector)).toContain('dangerous-command')
  })

  test('2: modbus.log has no quantity, so what goes by it is not evaluated, and says what to load', async () => {
    const db = await kept(scan({ modbus: plain(0, 'READ_HOLDING_REGISTERS') }))
    expect(
      all(db, "SELECT status, remedy FROM v_coverage WHERE detector = 'modbus-excessive-quantity'"),
    ).toEqual([{ status: 'not evaluated', remedy: expect.stringContaining('modbus_detailed.log') }])
    expect(stateOf(db, 'modbus-exception-burst')).toBe('evaluated')
  })

  test('3: exceptions count as the server sends them; one that a client sends is another matter', async () => {
    const refused = { exception: 'ILLEGAL_DATA_ADDRESS' }
    const fromServer = many(12, (index) =>
      plain(index * 3, 'READ_COILS', { tid: index, ...refused }),
    )
    const db = await kept(scan({ modbus: fromServer }))
    expect(called(db, 'EXCEPTION_BURST')).toMatchObject([
      { client: '10.0.0.1', server: '10.0.0.2', count: 12 },
    ])
    const normal = many(20, (index) => plain(index * 3, 'READ_COILS', { tid: index }))
    const fromClient = {
      ...modbus(31),
      tid: 99,
      func: 'READ_COILS_EXCEPTION',
      pdu_type: 'REQ',
      ...refused,
    }
    const other = await kept(scan({ modbus: [...normal, fromClient] }))
    expect(called(other, 'EXCEPTION_BURST')).toEqual([])
    expect(listFindings(other).map(({ detector }) => detector)).toContain(
      'modbus-exception-from-client',
    )
  })

  test('4: a stranger does not hide what else it does', async () => {
    const db = await kept(
      learned({
        detailed: [
          modbus(after, stranger),
          modbus(after + 5, {
            ...stranger,
            func: 'DIAGNOSTICS',
            request_subfunction_code: 'Force Listen Only Mode',
          }),
          ...many(12, (index) =>
            modbus(after + 10 + index, { ...stranger, exception_code: 'ILLEGAL_DATA_ADDRESS' }),
          ),
        ],
      }),
    )
    const found = listFindings(db).filter(({ client }) => client === '10.0.0.9')
    expect(found.map(({ detector }) => detector).sort()).toEqual(
      expect.arrayContaining(['dangerous-command', 'modbus-exception-burst', 'new-client']),
    )
  })

  test('7: an attack in the learned stretch is not learned, and what is learned is not new', async () => {
    const stop = { func: 'DIAGNOSTICS', request_subfunction_code: 'Force Listen Only Mode' }
    const db = openStore(await learnedFile({ detailed: [modbus(3600, stop)] }))
    open.push(db)
    await ingest(db, files({ detailed: [modbus(after, stop), write(after, 40, 2)] }))
    await detect(db, { detectors })
    const commands = listFindings(db).filter(({ detector }) => detector === 'dangerous-command')
    expect(commands).toMatchObject([{ count: 2, events: 2 }])
    expect(called(db, 'ROGUE_MODBUS_MASTER')).toEqual([])
    expect(called(db, 'NEW_FUNCTION_CODE')).toEqual([])
  })

  test('8: what was learned is there after a restart, and a poller without any spread is judged', async () => {
    const db = openStore(await learnedFile())
    open.push(db)
    await ingest(db, files({ detailed: polls(learnedFor, 30, 10) }))
    await detect(db, { detectors })
    expect(called(db, 'TIMING_ANOMALY')).toMatchObject([{ client: '10.0.0.1' }])
  })

  test('9: polls of one pair with periods of their own are no jitter', async () => {
    const db = await kept(
      learned({
        detailed: [
          ...polls(learnedFor, 60),
          ...many(60, (index) =>
            modbus(learnedFor + index * 60 + 9, { ...historian, address: 20 }),
          ),
        ],
      }),
    )
    expect(called(db, 'TIMING_ANOMALY')).toEqual([])
  })

  test('9c: the period is learned, whatever it is, from requests alone', async () => {
    const slow = (from: number, count: number) =>
      many(count, (index) => plain(from + index * 30, 'READ_COILS', { tid: index }))
    const db = openStore(':memory:')
    open.push(db)
    await ingest(db, files({ modbus: slow(0, 7000) }))
    learn(db, { name: 'main', minimum: 48, to: siteStart + 49 * 3600 })
    await detect(db, { detectors })
    expect(called(db, 'TIMING_ANOMALY')).toEqual([])
  })

  test('10: a run judges what arrived, and not all there is', async () => {
    const db = await kept(learned({ detailed: polls(learnedFor, 1) }))
    await ingest(db, files({ detailed: [modbus(after, stranger)] }))
    const plan = makePlan(db, { detectors: detectors.filter(({ id }) => id === 'new-client') })
    const lengths = plan.assignments.flatMap(({ job }) =>
      (job?.intervals ?? []).map(({ since, until }) => until - since),
    )
    expect(lengths).toEqual([60])
  })

  test('11: several requests of one segment are each counted, and none of them is malformed', async () => {
    const rows = [1, 2, 3].flatMap((tid) => plain(0, 'READ_COILS', { tid }))
    const db = await kept(scan({ modbus: rows }))
    expect(one(db, 'SELECT sum(exchanges) FROM v_activity')).toBe(3)
    expect(listFindings(db)).toEqual([])
  })

  test('13: rates go by the times in the logs, not by the clock of the run', async () => {
    const writes = (every: number) =>
      many(40, (index) => plain(index * every, 'WRITE_SINGLE_COIL', { tid: index }))
    expect(called(await kept(scan({ modbus: writes(1) })), 'WRITE_FLOOD')).toHaveLength(1)
    expect(called(await kept(scan({ modbus: writes(10) })), 'WRITE_FLOOD')).toEqual([])
  })

  test('15: writes of somebody who writes are nothing; those of a stranger are one finding', async () => {
    const writes = (who: LogRow) => many(15, (index) => write(after + index * 30, 40, 2, who))
    expect(called(await kept(learned({ detailed: writes({}) })), 'WRITE_OPERATION')).toEqual([])
    const db = await kept(learned({ detailed: writes(historian) }))
    expect(called(db, 'WRITE_OPERATION')).toMatchObject([{ count: 15, client: '10.0.0.5' }])
  })

  test('16: one finding has its count, first and last time and rows, and the worst stands first', async () => {
    const db = await kept(
      learned({
        detailed: [
          modbus(after, { func: 'READ_COILS' }),
          ...many(90, (index) => modbus(after + index * 2, stranger)),
        ],
      }),
    )
    const findings = listFindings(db)
    const levels = ['critical', 'high', 'medium', 'low', 'info']
    const order = findings.map(({ severity }) => levels.indexOf(severity))
    expect(order).toEqual([...order].sort((a, b) => a - b))
    const [rogue] = called(db, 'ROGUE_MODBUS_MASTER')
    expect(rogue).toMatchObject({
      count: 90,
      first_seen: siteStart + after,
      last_seen: siteStart + after + 178,
    })
    const [burst] = showFinding(db, String(rogue?.id)).bursts
    expect(burst?.evidence[0]).toMatchObject({ uid: 'C9', path: expect.stringContaining('modbus') })
    expect(textReport(db).indexOf(String(rogue?.message))).toBeGreaterThan(0)
  })
})
