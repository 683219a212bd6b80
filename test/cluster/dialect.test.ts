import { translate } from '../../src/cluster/dialect.js'

test('a parameter gets the type of its value', () => {
  const sql = 'SELECT :text, :short, :long, :broken'
  expect(translate(sql, { text: 'a', short: 1, long: 2 ** 40, broken: 1.5 })).toBe(
    'SELECT {text:String}, {short:Int32}, {long:Int64}, {broken:Float64}',
  )
})

test('bounds of time are broken numbers, as the times they are compared with', () => {
  expect(translate(':since', { since: 60 })).toBe('{since:Float64}')
})

test('strings, comments and names in quotes stay as they are', () => {
  const sql = `SELECT ':a', ":a" -- :a\n/* :a */`
  expect(translate(sql, { a: 1 })).toBe(sql)
})

test('what is no parameter stays, such as a cast', () => {
  expect(translate('SELECT 1::Int64', { since: 1 })).toBe('SELECT 1::Int64')
})

test('lag and lead give NULL where there is no such row', () => {
  expect(translate('lag(a), Lead(max(b, 1), 2) OVER w', {})).toBe(
    'lag(toNullable(a)), Lead(toNullable(max(b, 1)), 2) OVER w',
  )
})
