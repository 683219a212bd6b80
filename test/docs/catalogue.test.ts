import { readFileSync } from 'node:fs'
import { loadDetectors } from '../../src/detect/load.js'
import { all, emptyStore } from '../support/store.js'

const text = readFileSync(new URL('../../docs/catalogue.md', import.meta.url), 'utf8')
const rows = [...text.matchAll(/^\| ([XMDS]\d\d) +\| (.+?) +\| (.+?) +\|$/gm)].map(
  ([, row = '', what = '', answer = '']) => ({ row, what, answer }),
)
const numbers = (letter: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => `${letter}${String(from + n).padStart(2, '0')}`)

test('every row is answered, once', () => {
  expect(rows.map(({ row }) => row).sort()).toEqual(
    [
      ...numbers('X', 1, 31),
      ...numbers('X', 60, 70),
      ...numbers('M', 1, 48),
      ...numbers('D', 1, 48),
      ...numbers('S', 1, 48),
    ].sort(),
  )
})

test('every detector or view that is named there exists', () => {
  const views = all<{ name: string }>(
    emptyStore(),
    "SELECT name FROM sqlite_schema WHERE type = 'view'",
  ).map(({ name }) => name)
  const known = new Set([...loadDetectors().map(({ id }) => id), ...views])
  const named = rows.flatMap(({ answer }) =>
    [...answer.matchAll(/`([a-z0-9_-]+)`/g)].map((match) => match[1] ?? ''),
  )
  // Names of one word are fields of the policy and commands.
  expect(named.filter((name) => /[-]|^v_/.test(name) && !known.has(name))).toEqual([])
  expect(named.length).toBeGreaterThan(rows.length / 2)
})
