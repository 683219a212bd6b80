import { placeholders } from '../../src/cluster/placeholders.js'

test('a parameter gets the type of its value', () => {
  const sql = 'SELECT :text, :whole, :broken'
  expect(placeholders(sql, { text: 'a', whole: 1, broken: 1.5 })).toBe(
    'SELECT {text:String}, {whole:Int64}, {broken:Float64}',
  )
})

test('bounds of time are broken numbers, as the times they are compared with', () => {
  expect(placeholders(':since', { since: 60 })).toBe('{since:Float64}')
})

test('strings, comments and names in quotes stay as they are', () => {
  const sql = `SELECT ':a', ":a" -- :a\n/* :a */`
  expect(placeholders(sql, { a: 1 })).toBe(sql)
})

test('what is no parameter stays, such as a cast', () => {
  expect(placeholders('SELECT 1::Int64', { since: 1 })).toBe('SELECT 1::Int64')
})
