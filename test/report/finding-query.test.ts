import { loadDetectors } from '../../src/detect/load.js'
import { bindings } from '../../src/detect/query.js'
import { withValues } from '../../src/report/finding-query.js'
import { emptyStore } from '../support/store.js'

test.each([
  ['a text', 'a = :x', "it's :y", "a = 'it''s :y'"],
  ['a negative number, which is no comment', 'a -:x', -5, 'a -(-5)'],
  ['a name within a text stays', "a = ':x'", 1, "a = ':x'"],
  ['a name that begins like another', 'a = :x AND b = :x2', 1, 'a = 1 AND b = 2'],
])('%s', (_, sql, x, expected) => {
  expect(withValues(sql, { x, x2: 2 })).toBe(expected)
})

test('comments are left out: a shell takes a leading one for an option', () => {
  const sql = "-- why\nSELECT 1, -- one\n  '-- two',/* three */3\n  -- four\nFROM a/* five */AS b"
  expect(withValues(sql, {})).toBe("SELECT 1,\n  '-- two', 3\nFROM a AS b")
})

test('every detector’s query runs with its values in place', () => {
  const db = emptyStore()
  const interval = { since: 0, until: 60 }
  for (const detector of loadDetectors()) {
    const sql = withValues(detector.sql, { ...bindings(detector), ...interval })
    expect([detector.id, sql]).toEqual([detector.id, expect.stringMatching(/^(SELECT|WITH)/)])
    expect([detector.id, db.prepare(sql).all()]).toEqual([detector.id, []])
  }
})
