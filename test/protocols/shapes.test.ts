import fc from 'fast-check'
import { LineParser } from '../../src/ingest/parse.js'
import { ingest } from '../../src/ingest/run.js'
import { functions, shapes } from '../../src/protocols/index.js'
import { sources } from '../../src/protocols/source.js'
import { jsonColumns, tsvColumns } from '../../src/zeek/columns.js'
import { defaultHeader } from '../../src/zeek/header.js'
import { anyRow } from '../support/any-row.js'
import { emptyStore } from '../support/store.js'
import { fileWith } from '../support/temporary.js'
import { jsonLog } from '../support/zeek-log.js'

describe('every log shape', () => {
  test.each([...shapes])('%s says what its columns can answer', (_, shape) => {
    expect(shape.provides(jsonColumns).length).toBeGreaterThan(0)
    expect(shape.provides(tsvColumns(defaultHeader))).toEqual(expect.any(Array))
  })

  test.each([...shapes].filter(([, shape]) => shape.stock))(
    '%s tells its stock columns apart by their number',
    (_, shape) => {
      const widths = (shape.stock ?? []).map((fields) => fields.length)
      expect(new Set(widths).size).toBe(widths.length)
    },
  )

  test.each([...shapes])('%s makes of any JSON row facts or a rejection', (log, shape) => {
    fc.assert(
      fc.property(anyRow(shape), (row) => {
        const parsed = new LineParser(log).parse(JSON.stringify(row))
        expect(['facts', 'rejected']).toContain(parsed.kind)
        if (parsed.kind !== 'facts') return
        const told = parsed.facts.flatMap((fact) =>
          Object.values('message' in fact ? fact.message : fact.columns),
        )
        expect(told.some((value) => Number.isNaN(value))).toBe(false)
      }),
      { numRuns: 100 },
    )
  })

  test.each([...shapes])('%s makes of any JSON rows what the store takes', async (log, shape) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow(shape), { minLength: 30, maxLength: 60 }), async (rows) => {
        const db = emptyStore()
        const result = await ingest(db, [fileWith(`${log}.log`, jsonLog(rows))])
        expect(result.rows).toBe(rows.length)
        expect(result.stored + result.rejected).toBe(rows.length)
        db.close()
      }),
      { numRuns: 3 },
    )
  })
})

describe('function codes', () => {
  test.each(functions)('%s: each code and sub-function has one name', (_, codes) => {
    const keys = codes.map(({ code, sub }) => `${code} ${sub ?? ''}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test.each(functions)('%s: each sub-function belongs to a function', (_, codes) => {
    const whole = new Set(codes.filter(({ sub }) => sub === undefined).map(({ code }) => code))
    expect(codes.filter(({ code }) => !whole.has(code))).toEqual([])
  })
})

test('the ids of sources, which databases keep, are what they were', () => {
  expect(Object.fromEntries(sources.map(({ log, id }) => [log, id]))).toEqual({
    modbus: 1,
    modbus_detailed: 2,
    otsift_modbus: 3,
    dnp3: 4,
    otsift_dnp3: 5,
    s7comm: 6,
    otsift_s7comm: 7,
    s7comm_plus: 8,
    cotp: 9,
    otsift_s7comm_plus: 10,
    otsift_cotp: 11,
  })
})
