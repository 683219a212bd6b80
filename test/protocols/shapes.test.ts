import fc from 'fast-check'
import { LineParser } from '../../src/ingest/parse.js'
import { functions, shapes } from '../../src/protocols/index.js'
import type { LogShape } from '../../src/protocols/shape.js'
import { sources } from '../../src/protocols/source.js'
import { jsonColumns, tsvColumns } from '../../src/zeek/columns.js'
import { defaultHeader } from '../../src/zeek/header.js'

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

  function columnsOf(shape: LogShape): string[] {
    const names: string[] = []
    const record = (name: string) => {
      names.push(name)
      return () => undefined
    }
    const [text, number, time, bool, numbers] = [record, record, record, record, record]
    shape.bind({ has: () => true, text, number, time, bool, numbers })
    return names
  }

  const likely = fc.constantFrom<unknown>(
    1,
    '1',
    '-',
    '10.0.0.1',
    'C1',
    'READ_COILS',
    'RESPONSE',
    '0x0f',
    'T',
    true,
    [1, 2],
    null,
  )

  test.each([...shapes])('%s makes of any JSON row facts or a rejection', (log, shape) => {
    const column = fc.constantFrom(...columnsOf(shape))
    const row = fc.dictionary(column, fc.oneof(likely, fc.jsonValue()), { maxKeys: 5 })
    fc.assert(
      fc.property(row, (fields) => {
        const base = { ts: 1, 'id.orig_h': '10.0.0.1', 'id.resp_h': '10.0.0.2', ...fields }
        const parsed = new LineParser(log).parse(JSON.stringify(base))
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
  })
})
