import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { binOf, bins, placeOf, places } from '../../src/count/scale.js'
import { ingest } from '../../src/ingest/run.js'
import { type Database, openStore } from '../../src/store/database.js'

const scale = [...bins()]

test('every time lies in its bin and at its place', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7_200_000_000 }), (us) => {
      const bin = binOf(us)
      const [, low, width] = scale[bin] ?? [0, 0, 0]
      const seconds = us / 1e6
      expect(seconds).toBeGreaterThanOrEqual(low * (1 - 1e-12))
      expect(seconds).toBeLessThan((low + width) * (1 + 1e-12))
      const place = placeOf(us, bin)
      const middle = low + ((place + 0.5) * width) / places
      expect(Math.abs(middle - seconds)).toBeLessThanOrEqual((width / places) * 0.5001)
    }),
  )
})

const header = [
  '#separator \\x09',
  '#path\tmodbus',
  '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttid\tunit\tfunc\tpdu_type\texception',
  '#types\ttime\tstring\taddr\tport\taddr\tport\tcount\tcount\tstring\tstring\tstring',
  '',
].join('\n')

/** Two clients that poll at their own pace; some rows come late, some requests stay unanswered. */
function logOf(start: number, steps: readonly number[]): string[] {
  const lines: string[] = []
  let ts = start
  for (const [index, step] of steps.entries()) {
    ts += step / 1000
    const late = index % 11 === 7 ? 300 : 0
    const row = (at: number, kind: string) =>
      `${(at - late).toFixed(6)}\tC${index % 2}\t10.0.0.${index % 2}\t40000\t10.0.0.9\t502\t${index}\t1\tREAD_COILS\t${kind}\t-\n`
    lines.push(row(ts, 'REQ'))
    if (index % 5 !== 3) lines.push(row(ts + 0.004 + step / 1e6, 'RESP'))
  }
  return lines
}

const rollups = (db: Database) =>
  ['interval_bin', 'response_bin'].map((name) =>
    db
      .prepare(
        `SELECT c.client, r.function, t.* FROM ${name} AS t JOIN series AS r ON r.id = t.series
         JOIN channel AS c ON c.id = r.channel ORDER BY 1, 2, hour, bin`,
      )
      .all()
      .map((row) => ({ ...(row as object), series: 0 })),
  )

test('times between polls do not depend on the cut of a log into runs, nor on the order of logs', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 4, maxLength: 60 }),
      fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 5 }),
      async (steps, cuts) => {
        const folder = mkdtempSync(join(tmpdir(), 'otsift-timing-'))
        const first = join(folder, 'modbus.00.log')
        const second = join(folder, 'modbus.01.log')
        const text = header + logOf(1_772_409_000, steps).join('')
        writeFileSync(second, header + logOf(1_772_420_000, steps).join(''))
        const whole = openStore(':memory:')
        const pieces = openStore(':memory:')
        try {
          writeFileSync(first, text)
          await ingest(whole, [first, second])
          writeFileSync(first, text.slice(0, header.length))
          await ingest(pieces, [second])
          let from = header.length
          for (const cut of [...cuts.sort((a, b) => a - b), text.length]) {
            const to = Math.max(from, Math.min(text.length, header.length + cut))
            appendFileSync(first, text.slice(from, cut === text.length ? undefined : to))
            from = to
            await ingest(pieces, [first, second])
          }
          expect(rollups(pieces)).toEqual(rollups(whole))
        } finally {
          whole.close()
          pieces.close()
          rmSync(folder, { recursive: true })
        }
      },
    ),
    { numRuns: 25 },
  )
})

test('rows out of order and steps of more than two hours are no intervals', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'otsift-timing-'))
  const db = openStore(':memory:')
  try {
    const log = join(folder, 'modbus.log')
    const row = (at: number) =>
      `${at}.000000\tC0\t10.0.0.1\t40000\t10.0.0.9\t502\t${at % 1000}\t1\tREAD_COILS\tREQ\t-\n`
    const times = [1_772_409_600, 1_772_409_620, 1_772_409_610, 1_772_409_640, 1_772_420_000]
    writeFileSync(log, header + times.map(row).join(''))
    await ingest(db, [log])
    expect(db.prepare('SELECT intervals, round(seconds) AS seconds FROM v_interval').all()).toEqual(
      [{ intervals: 2, seconds: 40 }],
    )
  } finally {
    db.close()
    rmSync(folder, { recursive: true })
  }
})
