import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { openReadOnly } from '../../src/store/database.js'
import { peakOf, peaksAreTold } from '../support/peak.js'
import { all, one } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { Random } from '../support/torture/random.js'
import { connection, type LogRow } from '../support/zeek-log.js'

/** DESIGN.md: for any size of input, and for any kind. */
const mostMegabytes = 200
/** Tests run floods that would break the promise if anything of them were held; `npm run torture` longer ones. */
const size = process.env.OTSIFT_FULL ? 10 : 1
const long = 'A'.repeat(900_000)
const random = new Random(5)
const values = Array.from({ length: 125 }, (_, register) => register)

const poll = {
  ...connection,
  tid: 1,
  unit: 1,
  func: 'READ_HOLDING_REGISTERS',
  address: 10,
  quantity: 2,
  response_values: [1, 2],
  matched: true,
}
const client = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`
const later = (index: number) => connection.ts + index / 100

/** What an attacker, or a sensor that went mad, may write without end: how each row differs from the one before. */
const kinds: readonly {
  readonly what: string
  readonly log?: string
  /** Left to `npm run torture`. */
  readonly full?: boolean
  readonly rows: number
  readonly row: (index: number) => LogRow
}[] = [
  {
    what: 'clients, ports and units',
    rows: 40_000,
    row: (index) => ({
      ts: later(index),
      uid: `C${index}`,
      'id.orig_h': client(index),
      'id.resp_p': 502 + (index % 3),
      unit: index % 256,
    }),
  },
  {
    what: 'registers',
    rows: 5_000,
    row: (index) => ({
      ts: later(index),
      'id.orig_h': client(index),
      address: (index * 125) % 60_000,
      quantity: 125,
      response_values: values,
    }),
  },
  {
    what: 'sensors',
    full: true,
    rows: 40_000,
    row: (index) => ({ ts: later(index), _system_name: `sensor-${index}` }),
  },
  {
    what: 'hours',
    full: true,
    rows: 10_000,
    row: (index) => ({ ts: connection.ts + random.whole(0, 20_000_000), tid: index % 65_536 }),
  },
  {
    what: 'rows that come late',
    full: true,
    rows: 20_000,
    row: (index) => ({ ts: connection.ts + (index % 1000) * 3600 + 1800 - index / 1000 }),
  },
  {
    what: 'lines that are long and no rows',
    rows: 250,
    row: (index) => ({ ts: later(index), uid: `${index}${long}` }),
  },
  {
    what: 'long names',
    log: 'weird',
    rows: 250,
    row: (index) => ({ ts: later(index), name: `${index}${long}` }),
  },
  {
    what: 'values that no message can hold',
    rows: 250,
    row: (index) => ({ ts: later(index), response_values: Array(65_536).fill(index) }),
  },
]

function written(log: string, rows: number, row: (index: number) => LogRow): string {
  const path = join(directoryWith(), `${log}.log`)
  const file = openSync(path, 'w')
  for (let index = 0; index < rows; index += 1) {
    writeSync(file, `${JSON.stringify({ ...poll, ...row(index) })}\n`)
  }
  closeSync(file)
  return path
}

const told = peaksAreTold ? describe : describe.skip

told(`reading stays below ${mostMegabytes} MB in a flood`, () => {
  test.each(kinds.filter(({ full = false }) => size > 1 || !full))(
    'of $what',
    async ({ log = 'modbus_detailed', rows, row }) => {
      const path = written(log, rows * size, row)
      const db = `${path}.db`
      const { own, stderr } = await peakOf('ingest', path, '--db', db)
      expect(stderr).toContain(`read ${rows * size} rows of 1 log`)
      expect(own).toBeGreaterThan(20)
      expect(own).toBeLessThan(mostMegabytes)
    },
    600_000,
  )

  test('of comments before the first row', async () => {
    const path = join(
      directoryWith({ 'modbus.log.gz': gzipSync(`#${'x'.repeat(1 << 16)}\n`.repeat(6000)) }),
      'modbus.log.gz',
    )
    const { own, stderr } = await peakOf('ingest', path, '--db', `${path}.db`)
    expect(stderr).toContain('Nothing here is a Zeek log')
    expect(own).toBeLessThan(mostMegabytes)
  }, 600_000)
})

told(`detecting stays below ${mostMegabytes} MB in a flood`, () => {
  test('of clients that nobody learned of', async () => {
    const clients = 100_000 * size
    const normal = written('modbus_detailed', 400, (index) => ({ ts: connection.ts + index * 10 }))
    const db = `${normal}.db`
    await peakOf('baseline', 'learn', normal, '--minimum', '1', '--db', db)
    const from = (index: number) => ({ uid: `C${index}`, 'id.orig_h': client(index + 10) })
    const flood = written('modbus_detailed', clients, (index) => ({
      ts: later(index),
      ...from(index),
    }))
    await peakOf('ingest', flood, '--db', db)
    const { own, children } = await peakOf('detect', '--timeout', '900', '--db', db)
    const store = openReadOnly(db)
    const crowd = one(store, "SELECT count(*) FROM crowd_atom WHERE detector = 'new-client'")
    const failed = all(store, "SELECT detector, reason FROM detector_run WHERE status = 'failed'")
    store.close()
    expect(crowd).toBeGreaterThan(clients - 1000)
    expect(failed).toEqual([])
    expect(own).toBeGreaterThan(20)
    expect(own).toBeLessThan(mostMegabytes)
    expect(children).toBeLessThan(mostMegabytes)
  }, 1_200_000)
})

told('a query', () => {
  test('that sorts and remembers more than memory should hold, does it on disk', async () => {
    const directory = directoryWith({ 'modbus_detailed.log': `${JSON.stringify(poll)}\n` })
    const db = join(directory, 'o.db')
    await peakOf('ingest', directory, '--db', db)
    const sql = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000)
      SELECT count(*) AS n FROM (
        SELECT DISTINCT hex(i * 7919 % 99999989) || '${'x'.repeat(64)}' AS k FROM n ORDER BY 1
      )`
    const { code, children } = await peakOf('query', sql, '--timeout', '600', '--db', db)
    expect(code).toBe(0)
    expect(children).toBeGreaterThan(20)
    expect(children).toBeLessThan(mostMegabytes)
  }, 600_000)
})
