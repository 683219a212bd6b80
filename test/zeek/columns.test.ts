import fc from 'fast-check'
import {
  type Columns,
  FieldError,
  jsonColumns,
  type Row,
  tsvColumns,
} from '../../src/zeek/columns.js'
import { defaultHeader } from '../../src/zeek/header.js'
import { tsvRow } from '../support/zeek-log.js'

/** The columns of a TSV row with one column `x`, and the row. */
function tsv(cell: string) {
  return [tsvColumns({ ...defaultHeader, fields: ['x'] }), tsvRow(cell)] as const
}

/** The columns of a JSON row with one key `x`, and the row. */
function json(value: unknown): [Columns, Readonly<Record<string, unknown>>] {
  return [jsonColumns, { x: value }]
}

describe('what is unset stays unset, whatever the column is', () => {
  const kinds = ['text', 'number', 'time', 'bool', 'numbers'] as const
  const rows = {
    'a TSV dash': tsv('-'),
    'a missing TSV column': [tsvColumns({ ...defaultHeader, fields: ['y'] }), tsvRow('1')] as const,
    'a missing JSON key': [jsonColumns, {}] as const,
    'a JSON null': json(null),
  }
  for (const [name, [columns, row]] of Object.entries(rows)) {
    test.each(kinds)(`${name} as %s`, (kind) => {
      expect(columns[kind]('x')(row)).toBeUndefined()
    })
  }
})

describe('text', () => {
  test.each([
    ['a TSV value', tsv('READ_COILS'), 'READ_COILS'],
    ['an empty TSV string', tsv('(empty)'), ''],
    ['a TSV string that is a dash', tsv('\\x2d'), '-'],
    ['a TSV string that is (empty)', tsv('\\x28empty)'), '(empty)'],
    ['TSV spaces', tsv(' a '), ' a '],
    ['a JSON string', json('READ_COILS'), 'READ_COILS'],
    ['an empty JSON string', json(''), ''],
    ['a JSON number', json(5), '5'],
    ['a JSON list', json(['cotp', 's7comm']), 'cotp,s7comm'],
  ])('is read from %s', (_, [columns, row], expected) => {
    expect(columns.text('x')(row)).toBe(expected)
  })
})

describe('a number', () => {
  test.each([
    ['TSV', tsv('502'), 502],
    ['a TSV double', tsv('0.25'), 0.25],
    ['JSON', json(502), 502],
    ['a JSON string', json('502'), 502],
    ['zero', tsv('0'), 0],
  ])('is read from %s', (_, [columns, row], expected) => {
    expect(columns.number('x')(row)).toBe(expected)
  })

  test.each([
    ['TSV text', tsv('many')],
    ['an empty TSV field', tsv('')],
    ['TSV white space', tsv(' ')],
    ['an empty TSV string', tsv('(empty)')],
    ['infinity', tsv('Infinity')],
    ['a count beyond 2^53', tsv('18446744073709551615')],
    ['a JSON count beyond 2^53', json(2 ** 64)],
    ['a JSON bool', json(true)],
    ['an empty JSON list', json([])],
    ['a JSON object', json({ toString: 1 })],
  ])('is not read from %s', (_, [columns, row]) => {
    expect(() => columns.number('x')(row)).toThrow(FieldError)
  })
})

describe('a time', () => {
  test.each([
    ['seconds', tsv('1700000000.500000')],
    ['JSON seconds', json(1_700_000_000.5)],
    ['JSON milliseconds', json(1_700_000_000_500)],
    ['JSON ISO 8601', json('2023-11-14T22:13:20.500000Z')],
  ])('is read from %s', (_, [columns, row]) => {
    expect(columns.time('x')(row)).toBe(1_700_000_000.5)
  })

  test.each([
    ['an empty field', tsv('')],
    ['white space', tsv(' ')],
    ['text', json('now')],
    ['a JSON object', json({ toString: 1 })],
  ])('is not read from %s', (_, [columns, row]) => {
    expect(() => columns.time('x')(row)).toThrow(FieldError)
  })
})

describe('digits are read as the number that their text is', () => {
  test.each([
    ['1772409600.123456'],
    ['9007199254740991'],
    ['0.1'],
    ['.5'],
    ['5.'],
    ['00012.50'],
    ['123456789.123456789'],
    ['1e3'],
    ['-7'],
    ['0x10'],
  ])('%s', (text) => {
    const [columns, row] = tsv(text)
    expect(columns.number('x')(row)).toBe(Number(text))
  })

  test.each(['1.2.3', '.', '1,2', '12a'])('%s is none', (text) => {
    const [columns, row] = tsv(text)
    expect(() => columns.number('x')(row)).toThrow(FieldError)
  })

  test('any decimal of a log', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2e9, noNaN: true }),
        fc.nat({ max: 9 }),
        (value, places) => {
          const [columns, row] = tsv(value.toFixed(places))
          expect(columns.number('x')(row)).toBe(Number(value.toFixed(places)))
        },
      ),
    )
  })
})

describe('a bool', () => {
  test.each([
    ['T', tsv('T'), true],
    ['F', tsv('F'), false],
    ['JSON true', json(true), true],
    ['JSON false', json(false), false],
  ])('is read from %s', (_, [columns, row], expected) => {
    expect(columns.bool('x')(row)).toBe(expected)
  })

  test.each([
    ['TSV text', tsv('maybe')],
    ['an empty TSV field', tsv('')],
    ['a JSON string', json('maybe')],
    ['a JSON object', json({})],
  ])('is not read from %s', (_, [columns, row]) => {
    expect(() => columns.bool('x')(row)).toThrow(FieldError)
  })
})

describe('a vector of numbers', () => {
  test.each([
    ['TSV', tsv('1,2,3'), [1, 2, 3]],
    ['one TSV element', tsv('7'), [7]],
    ['an empty TSV vector', tsv('(empty)'), []],
    ['TSV with an unset element', tsv('1,-,3'), [1, null, 3]],
    ['TSV coils', tsv('T,F'), [1, 0]],
    ['JSON', json([1, 2, 3]), [1, 2, 3]],
    ['an empty JSON vector', json([]), []],
    ['an empty JSON string', json(''), []],
    ['JSON with an unset element', json([1, null]), [1, null]],
    ['JSON coils', json([true, false]), [1, 0]],
    ['a JSON string of the old shape', json('1,2'), [1, 2]],
  ])('is read from %s', (_, [columns, row], expected) => {
    expect(columns.numbers('x')(row)).toEqual(expected)
  })

  test('is split at the separator the header names', () => {
    const columns = tsvColumns({ ...defaultHeader, setSeparator: ';', fields: ['x'] })
    expect(columns.numbers('x')(tsvRow('1;2'))).toEqual([1, 2])
  })

  test.each([
    ['TSV text', tsv('1,two')],
    ['a JSON object within', json([{ toString: 1 }])],
    ['a JSON object', json({ toString: 1 })],
  ])('is not read from %s', (_, [columns, row]) => {
    expect(() => columns.numbers('x')(row)).toThrow(FieldError)
  })
})

describe('hostile JSON', () => {
  test('keys of every object are not columns', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(jsonColumns.text(name)({})).toBeUndefined()
    }
  })

  test.each(['text', 'number', 'numbers', 'time'] as const)(
    'nesting too deep to print is rejected as %s',
    (kind) => {
      const row = JSON.parse(`{"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)
      expect(() => jsonColumns[kind]('x')(row)).toThrow(FieldError)
    },
  )
})

describe('what comes again and again', () => {
  const columns = tsvColumns({ ...defaultHeader, fields: ['ts', 'a', 'b', 'a'] })
  const pair = (row: Row) => ({ a: columns.text('a')(row), b: columns.text('b')(row) })

  test('is made once of the same neighbouring columns', () => {
    const read = columns.together(['a', 'b'], pair)
    const first = read(tsvRow('1', 'x', 'y', '?'))
    expect(first).toEqual({ a: 'x', b: 'y' })
    expect(read(tsvRow('2', 'x', 'y', '?'))).toBe(first)
    expect(read(tsvRow('3', 'x', 'z', '?'))).toEqual({ a: 'x', b: 'z' })
  })

  test('does not run together where columns have other borders', () => {
    const read = columns.together(['a', 'b'], pair)
    expect(read(tsvRow('1', 'xy', 'z', '?'))).toEqual({ a: 'xy', b: 'z' })
    expect(read(tsvRow('1', 'x', 'yz', '?'))).toEqual({ a: 'x', b: 'yz' })
  })

  test('is read anew where the columns are no neighbours', () => {
    const read = columns.together(['b', 'a'], pair)
    expect(read(tsvRow('1', 'x', 'y', '?'))).toEqual({ a: 'x', b: 'y' })
    expect(read(tsvRow('1', 'w', 'y', '?'))).toEqual({ a: 'w', b: 'y' })
  })
})

describe('columns by name', () => {
  test('are found wherever they stand', () => {
    const columns = tsvColumns({ ...defaultHeader, fields: ['site_extra', 'uid', 'ts'] })
    expect(columns.text('uid')(tsvRow('?', 'C1', '5'))).toBe('C1')
    expect(columns.number('ts')(tsvRow('?', 'C1', '5'))).toBe(5)
  })

  test('say whether they are there', () => {
    const columns = tsvColumns({ ...defaultHeader, fields: ['ts'] })
    expect([columns.has('ts'), columns.has('uid')]).toEqual([true, false])
  })
})
