import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { learn } from '../../src/baseline/learn.js'
import { ingest } from '../../src/ingest/run.js'
import { openStore } from '../../src/store/database.js'

const start = 1_772_409_600
const header = [
  '#separator \\x09',
  '#path\tmodbus',
  '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttid\tunit\tfunc\tpdu_type\texception',
  '#types\ttime\tstring\taddr\tport\taddr\tport\tcount\tcount\tstring\tstring\tstring',
  '',
].join('\n')

/** Requests at these seconds after the start, each answered in 4 ms but every tenth. */
async function learned(seconds: readonly number[], from?: number, to?: number) {
  const folder = mkdtempSync(join(tmpdir(), 'otsift-learn-'))
  const db = openStore(':memory:')
  try {
    const row = (at: number, tid: number, kind: string) =>
      `${(start + at).toFixed(6)}\tC0\t10.0.0.1\t40000\t10.0.0.9\t502\t${tid % 65_536}\t1\tREAD_COILS\t${kind}\t-\n`
    const rows = seconds.map(
      (at, tid) => row(at, tid, 'REQ') + (tid % 10 === 9 ? '' : row(at + 0.004, tid, 'RESP')),
    )
    writeFileSync(join(folder, 'modbus.log'), header + rows.join(''))
    await ingest(db, [join(folder, 'modbus.log')])
    learn(db, { name: 'main', minimum: 0, from, to })
    const get = (view: string) => db.prepare(`SELECT * FROM ${view}`).all() as Row[]
    return {
      polls: get('learned_poll'),
      timing: get('v_baseline_timing'),
      responses: get('learned_response'),
      unanswered: get('learned_unanswered'),
    }
  } finally {
    db.close()
    rmSync(folder, { recursive: true })
  }
}

type Row = Record<string, number>
const every = (period: number, times: number, at = 0) =>
  Array.from({ length: times }, (_, index) => at + index * period)

// An interval across the edge of a broken hour is not counted: 998 of 999.
test('a regular poll has one period and a spread that is not nothing', async () => {
  const { polls, timing, unanswered } = await learned(every(10, 1000))
  expect(polls).toHaveLength(1)
  expect(polls[0]?.period).toBeCloseTo(10, 2)
  expect(polls[0]).toMatchObject({ clear: 1, share: 1, all_intervals: 998 })
  expect(polls[0]?.tolerance).toBeCloseTo(1, 2)
  expect(timing[0]?.mean).toBeCloseTo(10, 2)
  expect(timing[0]?.standard_deviation).toBeLessThan(0.01)
  expect(unanswered[0]).toMatchObject({ requests: 1000, unanswered: 100 })
})

test('a poll in pairs has two periods, none of them the mean', async () => {
  const { polls } = await learned(every(10, 400).flatMap((at) => [at, at + 0.2]))
  expect(polls.map(({ period }) => Number(period?.toFixed(2)))).toEqual([0.2, 9.8])
  expect(polls.every(({ clear }) => clear === 1)).toBe(true)
})

test('what has no pace, or was seen too rarely, is told and not judged', async () => {
  const rare = await learned(every(10, 12))
  expect(rare.timing[0]?.not_judged).toBe('too few intervals')
  const wild = await learned(
    every(10, 400).map((at, index) => at + ((index * index * 31) % 97) / 10),
  )
  expect(wild.timing[0]?.not_judged).toBe('no clear period')
})

test('a stretch of broken hours is learned like whole hours', async () => {
  const seconds = every(7.3, 3000)
  const part = await learned(seconds, start + 1800, start + 3 * 3600 + 1200)
  expect(part.timing[0]?.intervals).toBeGreaterThan(Math.floor(10_200 / 7.3) - 4)
  expect(part.timing[0]?.intervals).toBeLessThanOrEqual(Math.ceil(10_200 / 7.3))
  expect(part.polls[0]?.period).toBeCloseTo(7.3, 2)
  const short = await learned(seconds, start + 600, start + 1800)
  expect(short.polls[0]?.period).toBeCloseTo(7.3, 2)
  expect(short.responses[0]?.median).toBeCloseTo(0.004, 4)
  expect(short.responses[0]?.responses).toBeGreaterThan(140)
})

test('what comes once in each of two hours has no longest silence yet', async () => {
  const { timing } = await learned([10, 20, 3700])
  expect(timing[0]).toMatchObject({ intervals: 1 })
})
