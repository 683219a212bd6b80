import { tokens } from '../../src/detect/tokens.js'

const texts = (sql: string) => tokens(sql).map(({ text }) => text)

describe('SQL as tokens', () => {
  test('leaves out comments and white space', () => {
    expect(texts('SELECT a -- LIKE\n/* & */ FROM t')).toEqual(['SELECT', 'a', 'FROM', 't'])
  })

  test('keeps a string whole, with its quotes inside', () => {
    expect(tokens("'it''s -- no comment'")).toEqual([
      { kind: 'string', text: "'it''s -- no comment'" },
    ])
  })

  test.each([
    ['a param', ':since', 'param'],
    ['a number', '1.5e-3', 'number'],
    ['a word', 'v_modbus', 'word'],
    ['a quoted name', '"a b"', 'string'],
    ['two characters', '<=', 'symbol'],
  ])('knows %s', (_, sql, kind) => {
    expect(tokens(sql)).toEqual([{ kind, text: sql }])
  })

  test('tells || from |', () => {
    expect(texts('a || b | c')).toEqual(['a', '||', 'b', '|', 'c'])
  })
})
