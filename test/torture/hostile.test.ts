import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createGzip } from 'node:zlib'
import { ingest } from '../../src/ingest/run.js'
import { openStore } from '../../src/store/database.js'
import { one } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { connection, prefix, tsvLog } from '../support/zeek-log.js'

/** `npm run torture` asks for full sizes: a line of a gigabyte, a bomb of two, a million columns. */
const size = process.env.OTSIFT_FULL ? 1 : 1 / 64
const mib = 1 << 20
const mostMegabytes = 300
/** Rejected lines whose text is kept of one log; the others are counted. */
const mostKept = 10_000
const columns = `${prefix} tid unit func pdu_type exception`
const good = { ...connection, tid: 1, unit: 1, func: 'READ_COILS', pdu_type: 'REQ' }
const oneRow = tsvLog('modbus', columns, [good])
const header = tsvLog('modbus', columns, [])
const row = oneRow.slice(header.length)

/** A file of pieces, each written as often as it says. */
async function logOf(name: string, pieces: readonly (readonly [string | Buffer, number])[]) {
  const path = join(directoryWith(), name)
  const file = openSync(path, 'w')
  if (!name.endsWith('.gz')) {
    for (const [piece, times] of pieces) {
      for (let left = times; left > 0; left -= 1) writeSync(file, Buffer.from(piece))
    }
    closeSync(file)
    return path
  }
  const gzip = createGzip()
  gzip.on('data', (bytes: Buffer) => writeSync(file, bytes))
  for (const [piece, times] of pieces) {
    for (let left = times; left > 0; left -= 1) {
      if (!gzip.write(piece)) await new Promise((resolve) => gzip.once('drain', resolve))
    }
  }
  await new Promise<void>((resolve) => gzip.once('end', () => resolve()).end())
  closeSync(file)
  return path
}

/** What became of the lines of a log; that it ends at all is the first thing to hold. */
async function read(path: string) {
  const db = openStore(':memory:')
  // The process ran other tests before; what this log adds is what counts.
  const before = process.memoryUsage().rss
  try {
    const { rows, stored, rejected } = await ingest(db, [path])
    expect(stored + rejected).toBe(rows)
    expect((process.memoryUsage().rss - before) / mib).toBeLessThan(mostMegabytes)
    expect(one(db, 'SELECT count(*) FROM rejected_line')).toBe(Math.min(rejected, mostKept))
    return { stored, rejected }
  } finally {
    db.close()
  }
}

const many = (count: number, make: (index: number) => string) =>
  Array.from({ length: Math.ceil(count * size) }, (_, index) => make(index))

test('a line of a gigabyte is one rejected line between two good ones', async () => {
  const long = [Buffer.alloc(mib, 'A'), 1024 * size] as const
  const path = await logOf('modbus.log', [[oneRow, 1], long, [`\n${row}`, 1]])
  expect(await read(path)).toEqual({ stored: 2, rejected: 1 })
})

test('a bomb of zeros in a gzip is one rejected line', async () => {
  const path = await logOf('modbus.log.gz', [
    [oneRow, 1],
    [Buffer.alloc(mib), 2048 * size],
  ])
  expect(await read(path)).toEqual({ stored: 1, rejected: 1 })
})

test('a bomb of short lines in a gzip is a rejected line each', async () => {
  const lines = Math.ceil((mib / 2) * size)
  const path = await logOf('modbus.log.gz', [
    [oneRow, 1],
    ['x\n', lines],
  ])
  expect(await read(path)).toEqual({ stored: 1, rejected: lines })
})

test('a million columns that nobody knows are passed over', async () => {
  const extra = many(1_000_000, (index) => `c${index}`)
  const path = await logOf('modbus.log', [
    [tsvLog('modbus', `${columns} ${extra.join(' ')}`, [good]), 1],
    [tsvLog('modbus', columns, [good]), 1],
  ])
  const { stored, rejected } = await read(path)
  expect(stored).toBeGreaterThan(0)
  expect(stored + rejected).toBeGreaterThanOrEqual(2)
})

test('JSON as deep as its line is rejected', async () => {
  const deep = `{"_path":"modbus","ts":1,"func":${'['.repeat(200_000)}${']'.repeat(200_000)}}\n`
  const path = await logOf('modbus.log', [
    [`${JSON.stringify(good)}\n`, 1],
    [deep, 1],
    [`{"_path":"modbus","ts":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}\n`, 1],
  ])
  const { stored, rejected } = await read(path)
  expect({ stored: stored > 0, all: stored + rejected }).toEqual({ stored: true, all: 3 })
})

test('a header that changes with each row is followed', async () => {
  const names = columns.split(' ')
  const logs = many(5000, (index) =>
    tsvLog('modbus', (index % 2 ? names : [...names].reverse()).join(' '), [
      { ...good, ts: 1000 + index },
    ]),
  )
  const path = await logOf('modbus.log', [[logs.join(''), 1]])
  expect(await read(path)).toEqual({ stored: logs.length, rejected: 0 })
})

test('names that objects have are no columns, and __proto__ changes nothing', async () => {
  const path = await logOf('modbus.log', [
    [`{"__proto__":{"ts":1},"constructor":1,"toString":2,${JSON.stringify(good).slice(1)}\n`, 1],
  ])
  expect(await read(path)).toEqual({ stored: 1, rejected: 0 })
  expect(({} as Record<string, unknown>).ts).toBeUndefined()
})

test.each([
  '0',
  '-1',
  '99999999999999',
  'NaN',
  'inf',
  '1e308',
  '1969-12-31T00:00:00Z',
  '18446744073709551615',
])('a time of %s is a time or a reason', async (ts) => {
  const path = await logOf('modbus.log', [[tsvLog('modbus', columns, [{ ...good, ts }, good]), 1]])
  const { stored, rejected } = await read(path)
  expect(stored + rejected).toBe(2)
  expect(stored).toBeGreaterThan(0)
})
