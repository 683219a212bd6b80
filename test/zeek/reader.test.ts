import fc from 'fast-check'
import { jsonLine } from '../../samples/generator/zeek/json.js'
import { tsvHeader, tsvLine } from '../../samples/generator/zeek/tsv.js'
import { type Columns, jsonColumns, tsvColumns } from '../../src/zeek/columns.js'
import { type Line, LineReader } from '../../src/zeek/reader.js'

/** The lines of a log as read one by one, without headers and empty lines; a TSV row by its fields. */
function rows(text: string, reader = new LineReader()): unknown[] {
  return text
    .split('\n')
    .map((line) => told(reader.read(line)))
    .filter(({ kind }) => kind !== 'header' && kind !== 'nothing')
}

/** A line as it is at this moment: a reader has one TSV row only. */
function told(line: Line) {
  return line.kind === 'tsv' ? { kind: line.kind, row: line.row.texts() } : line
}

const header = '#separator \\x09\n#path\tmodbus\n#fields\tts\tuid\n#types\ttime\tstring\n'

describe('a TSV log', () => {
  test('gives its rows', () => {
    expect(rows(`${header}1\tC1\n2\tC2\n#close\t2023-11-14-23-00-00\n`)).toEqual([
      { kind: 'tsv', row: ['1', 'C1'] },
      { kind: 'tsv', row: ['2', 'C2'] },
    ])
  })

  test('keeps an empty field at the end', () => {
    expect(rows(`${header}1\t\n`)).toEqual([{ kind: 'tsv', row: ['1', ''] }])
  })

  test('keeps spaces at the end', () => {
    expect(rows(`${header}1\t \n`)).toEqual([{ kind: 'tsv', row: ['1', ' '] }])
  })

  test('may have its header twice', () => {
    expect(rows(`${header}1\tC1\n${header}2\tC2\n`)).toHaveLength(2)
  })

  test('may change its columns midway', () => {
    const reader = new LineReader()
    const text = `${header}1\tC1\n#separator \\x09\n#path\tmodbus\n#fields\tuid\tunit\tts\nC2\t1\t2\n`
    expect(rows(text, reader)).toMatchObject([{ row: ['1', 'C1'] }, { row: ['C2', '1', '2'] }])
    expect(reader.header.fields).toEqual(['uid', 'unit', 'ts'])
  })

  test('may have other separators', () => {
    expect(rows('#separator \\x7c\n#fields|ts|uid\n1|C1\n')).toEqual([
      { kind: 'tsv', row: ['1', 'C1'] },
    ])
  })

  test.each(['1', '1\tC1\tmore'])('rejects a row of another width: %p', (line) => {
    expect(rows(header + line)).toEqual([
      { kind: 'rejected', reason: expect.stringMatching(/^\d fields where the header has 2$/) },
    ])
  })

  test('may begin with a plain line of names, as with tsv=T', () => {
    expect(rows('ts\tuid\n1\tC1\n')).toEqual([{ kind: 'tsv', row: ['1', 'C1'] }])
  })

  test('may begin with a plain line of names without a uid', () => {
    expect(rows('ts\tts_delta\tpeer\n1\t900\tzeek\n')).toEqual([
      { kind: 'tsv', row: ['1', '900', 'zeek'] },
    ])
  })
})

describe('a TSV log without a header', () => {
  const stock = [
    ['ts', 'uid', 'func'],
    ['ts', 'uid'],
  ]

  test('is read under the stock columns of its width', () => {
    const reader = new LineReader(undefined, stock)
    expect(rows('1\tC1\n', reader)).toEqual([{ kind: 'tsv', row: ['1', 'C1'] }])
    expect(reader.header.fields).toEqual(['ts', 'uid'])
  })

  test('is rejected where no stock columns have its width', () => {
    expect(rows('1\tC1\tx\ty\n', new LineReader(undefined, stock))).toEqual([
      { kind: 'rejected', reason: 'no header, and 4 fields fit no known log' },
    ])
  })
})

describe('a JSON log', () => {
  test('gives its objects', () => {
    expect(rows('{"ts":1,"uid":"C1"}\n')).toEqual([{ kind: 'json', row: { ts: 1, uid: 'C1' } }])
  })

  test.each(['{', '{"ts":1', '{"ts":1}}', "{'ts':1}"])('rejects broken JSON: %p', (line) => {
    expect(rows(line)).toEqual([{ kind: 'rejected', reason: 'broken JSON' }])
  })

  test('rejects JSON that is no object', () => {
    expect(rows('[1]\n"x"\n')).toMatchObject([{ kind: 'rejected' }, { kind: 'rejected' }])
  })

  test('may stand in the same file as TSV', () => {
    expect(rows(`${header}1\tC1\n{"ts":2}\n`)).toMatchObject([{ kind: 'tsv' }, { kind: 'json' }])
  })
})

describe('the lines of a chunk', () => {
  /** What a reader makes of every line of a chunk. */
  function linesOf(chunk: string) {
    const bytes = Buffer.from(chunk)
    const reader = new LineReader()
    const lines: unknown[] = []
    for (let at = 0; at < bytes.length; at = reader.next) lines.push(told(reader.readAt(bytes, at)))
    return lines
  }

  test('are read one after the other', () => {
    expect(linesOf(`${header}1\tC1\n\n{"ts":2}\n3\tC3\n`).slice(4)).toEqual([
      { kind: 'tsv', row: ['1', 'C1'] },
      { kind: 'nothing' },
      { kind: 'json', row: { ts: 2 } },
      { kind: 'tsv', row: ['3', 'C3'] },
    ])
  })

  test('may end in carriage returns and without a newline', () => {
    expect(linesOf(`${header}1\tC1\r\n\r\n2\tC2`).slice(4)).toEqual([
      { kind: 'tsv', row: ['1', 'C1'] },
      { kind: 'nothing' },
      { kind: 'tsv', row: ['2', 'C2'] },
    ])
  })

  test('may have a separator of several bytes', () => {
    expect(linesOf('#separator ::\n#fields::ts::uid\n1::C1\n2::\n').slice(2)).toEqual([
      { kind: 'tsv', row: ['1', 'C1'] },
      { kind: 'tsv', row: ['2', ''] },
    ])
  })

  test('may have more fields than any log, and are rejected', () => {
    const wide = '\t'.repeat(10_000)
    expect(linesOf(`${header}${wide}\n1\tC1\n`).slice(4)).toEqual([
      { kind: 'rejected', reason: '10001 fields where the header has 2' },
      { kind: 'tsv', row: ['1', 'C1'] },
    ])
  })

  test('are the lines that splitting gives, whatever the bytes', () => {
    const piece = fc.constantFrom(
      '\t',
      '\n',
      'a\rb',
      '\r\n',
      '#fields\tts\tuid\n',
      '1\tC1',
      '{}',
      '-',
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('')
        const reader = new LineReader()
        const split = text.replace(/\n$/, '').split(/\r?\n/)
        expect(linesOf(text)).toEqual(
          text === '' ? [] : split.map((line) => told(reader.read(line))),
        )
      }),
    )
  })
})

describe('properties', () => {
  test('any line is a row, a header, nothing or a rejection, never an exception', () => {
    const pieces = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('#separator \\x', '#fields\t', '#path\t', '{"ts":', '\t', '\\x', '-', '}'),
    )
    const line = fc.array(pieces).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const reader = new LineReader()
        for (const each of lines) {
          expect(['nothing', 'header', 'tsv', 'json', 'rejected']).toContain(reader.read(each).kind)
        }
      }),
    )
  })

  const specification = [
    { name: 'text', type: 'string' },
    { name: 'number', type: 'double' },
    { name: 'yes', type: 'bool' },
    { name: 'numbers', type: 'vector[count]' },
  ]
  const value = fc.record(
    {
      text: fc.string({ unit: 'grapheme' }),
      number: fc.integer({ min: -1e9, max: 1e9 }),
      yes: fc.boolean(),
      numbers: fc.array(fc.nat({ max: 65_535 })),
    },
    { requiredKeys: [] },
  )

  function read(columns: Columns, row: Extract<Line, { row: unknown }>['row']) {
    const found = {
      text: columns.text('text')(row),
      number: columns.number('number')(row),
      yes: columns.bool('yes')(row),
      numbers: columns.numbers('numbers')(row),
    }
    return Object.fromEntries(Object.entries(found).filter(([, each]) => each !== undefined))
  }

  test('what Zeek writes as TSV is read back as it was', () => {
    fc.assert(
      fc.property(value, (written) => {
        const reader = new LineReader()
        const text = tsvHeader('x', specification, 0) + tsvLine(specification, written)
        const lines = text.slice(0, -1).split('\n')
        const line = lines.map((each) => reader.read(each)).at(-1)
        if (line?.kind !== 'tsv') throw new Error(JSON.stringify(line))
        expect(read(tsvColumns(reader.header), line.row)).toEqual(written)
      }),
    )
  })

  test('what Zeek writes as JSON is read back as it was', () => {
    fc.assert(
      fc.property(value, (written) => {
        const line = new LineReader().read(jsonLine(specification, written).trimEnd())
        if (line?.kind !== 'json') throw new Error(JSON.stringify(line))
        expect(read(jsonColumns, line.row)).toEqual(written)
      }),
    )
  })
})
