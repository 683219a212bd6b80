import { stripVTControlCharacters } from 'node:util'
import { fitted, lookOf, plainLook, wrapped } from '../../src/report/terminal.js'
import { table } from '../../src/report/text.js'

const columns = ['severity', 'last seen', 'count', 'finding']
const message =
  'a finding that takes rather more words than a narrow terminal has room for in a line'
const rows = [
  ['critical', '2026-03-05 06:12:50', 86, message],
  ['low', '2026-03-05 06:12:51', 1, 'short'],
] as const
const giving = { wrap: 'finding', drop: ['last seen', 'count'] }
const terminal = { isTTY: true, columns: 60 }

describe('what a place can show', () => {
  test('a pipe or a file gets plain text of any width', () => {
    expect(lookOf({}, {})).toEqual(plainLook)
  })

  test('a terminal gets its width and colour', () => {
    expect(lookOf(terminal, { TERM: 'xterm' })).toEqual({ width: 60, colour: true })
  })

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('%p turns colour off, not the width', (env) => {
    expect(lookOf(terminal, env)).toEqual({ width: 60, colour: false })
  })

  test('an empty NO_COLOR turns nothing off', () => {
    expect(lookOf(terminal, { NO_COLOR: '' }).colour).toBe(true)
  })
})

describe('a table on a terminal', () => {
  const laidOut = (width: number, colour = false) =>
    fitted(columns, rows, { width, colour }, giving)

  test.each([44, 60, 80, 120])('is never wider than %d characters and loses no word', (width) => {
    const text = laidOut(width)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width)
    expect(text.split(/\s+/)).toEqual(expect.arrayContaining(message.split(' ')))
  })

  test('leaves out columns in their order, and only as far as it must', () => {
    expect(laidOut(120)).toContain('last seen')
    expect(laidOut(60)).not.toContain('last seen')
    expect(laidOut(60)).toContain('count')
    expect(laidOut(44)).not.toContain('count')
  })

  test('paints severities and nothing of the text', () => {
    const text = laidOut(120, true)
    expect(text).toContain('\x1b[1;31mcritical\x1b[0m')
    expect(text).toContain('\x1b[36mlow\x1b[0m')
    expect(stripVTControlCharacters(text)).toBe(laidOut(120))
  })

  test('lets no escape sequence of a log through', () => {
    const look = { width: 60, colour: false }
    expect(fitted(['finding'], [['\x1b[31mred\u202e']], look, giving)).toBe('finding\n?[31mred?\n')
  })

  test('is the plain table where nobody looks', () => {
    expect(fitted(columns, rows, plainLook, giving)).toBe(table(columns, rows))
  })
})

test('text is broken between words, and within one that is longer than a line', () => {
  expect(wrapped('one two three', 8)).toEqual(['one two', 'three'])
  expect(wrapped('incomprehensible', 8)).toEqual(['incompre', 'hensible', ''].filter(Boolean))
})

test('a table may be longer than a call has arguments', () => {
  const rows = Array.from({ length: 200_000 }, (_, index) => [index])
  expect(table(['n'], rows).split('\n')).toHaveLength(rows.length + 2)
})
