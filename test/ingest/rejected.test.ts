import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { longestLine } from '../../src/files/read.js'
import { ingest } from '../../src/ingest/run.js'
import { all, emptyStore, one, storeOf } from '../support/store.js'
import { fileWith } from '../support/temporary.js'
import { connection, jsonLog, prefix, tsvLog } from '../support/zeek-log.js'

const good = { ...connection, fc_request: 'READ', fc_reply: 'RESPONSE' }
const dnp3 = `${prefix} fc_request fc_reply iin`

describe('a line that cannot be read', () => {
  test('is kept with its file, line and reason', async () => {
    const rows = [good, { ...good, ts: 'soon' }, { ...good, 'id.orig_p': 'x' }]
    const path = fileWith('dnp3.log', tsvLog('dnp3', dnp3, rows))
    const db = await storeOf(path)
    expect(all(db, 'SELECT path, line, reason FROM v_rejected ORDER BY line')).toEqual([
      { path, line: 10, reason: 'ts is no time: soon' },
      { path, line: 11, reason: 'id.orig_p is no number: x' },
    ])
  })

  test('is kept with its beginning', async () => {
    const db = await storeOf(fileWith('dnp3.log', `{"ts":"${'x'.repeat(1000)}"}\n`))
    expect(String(one(db, 'SELECT text FROM rejected_line'))).toMatch(/^\{"ts":"x{493}$/)
  })

  test('and is longer than a line may be does not stop its neighbours', async () => {
    const row = jsonLog([good])
    const path = fileWith('dnp3.log', `${row}${'y'.repeat(longestLine + 1)}\n${row}`)
    const db = await storeOf(path)
    expect(one(db, 'SELECT count(*) FROM dnp3_message')).toBe(2)
    expect(all(db, 'SELECT line, reason FROM rejected_line')).toEqual([
      { line: 2, reason: 'the line is too long' },
    ])
  })

  test('counts, even where too many of them are not kept', async () => {
    const db = emptyStore()
    const path = fileWith('dnp3.log', jsonLog([good]) + '{broken\n'.repeat(10_050))
    const result = await ingest(db, [path])
    expect(result).toMatchObject({ rows: 10_051, stored: 1, rejected: 10_050 })
    expect(one(db, 'SELECT count(*) FROM rejected_line')).toBe(10_000)
  })

  test('is none where it is empty, a comment or a header', async () => {
    const path = fileWith('dnp3.log', `\n# a comment\n${tsvLog('dnp3', dnp3, [good])}\n\n`)
    expect(await ingest(emptyStore(), [path])).toMatchObject({ rows: 1, stored: 1, rejected: 0 })
  })
})

describe('rows in = stored + rejected', () => {
  const piece = fc.oneof(
    fc.constant(JSON.stringify(good)),
    fc.constant('#separator \\x09'),
    fc.constant(`#fields\t${dnp3.replaceAll(' ', '\t')}`),
    fc.constant('1\tC1\t10.0.0.1\t1\t10.0.0.2\t2\tREAD\tRESPONSE\t0'),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.string({ unit: 'binary' }),
  )

  test('for any lines after a good one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (lines) => {
        const text = [JSON.stringify(good), ...lines, ''].join('\n')
        const db = emptyStore()
        const result = await ingest(db, [fileWith('dnp3.log', text)])
        expect(result.rows).toBe(result.stored + result.rejected)
        expect(result.stored).toBe(one(db, 'SELECT count(*) FROM dnp3_message'))
        expect(result.rejected).toBe(one(db, 'SELECT count(*) FROM rejected_line'))
        db.close()
      }),
      { numRuns: 40 },
    )
  })

  test('for any bytes, whatever they say they are', async () => {
    const name = fc.constantFrom('modbus.log', 's7comm.log', 'conn.log.gz', 'cotp.json', 'x.log')
    await fc.assert(
      fc.asyncProperty(name, fc.uint8Array({ maxLength: 300 }), async (called, bytes) => {
        const content = called.endsWith('.gz') ? gzipSync(bytes) : Buffer.from(bytes)
        const db = emptyStore()
        try {
          const result = await ingest(db, [fileWith(called, content)])
          expect(result.rows).toBe(result.stored + result.rejected)
        } catch (error) {
          expect(error).toMatchObject({ code: 'empty' })
        }
        db.close()
      }),
      { numRuns: 40 },
    )
  })
})
