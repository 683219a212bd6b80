import { readFileSync } from 'node:fs'
import { openStore } from '../../src/store/database.js'

/** The sections of docs/views.md by their titles. */
function sections(): Map<string, string> {
  const text = readFileSync('docs/views.md', 'utf8')
  return new Map(text.split(/^## /m).map((each) => [each.split('\n')[0] ?? '', each]))
}

const db = openStore(':memory:')
const views = db
  .prepare("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")
  .pluck()
  .all() as string[]

test.each(views)('docs/views.md has every column of %s and no other', (view) => {
  const documented = [...(sections().get(view) ?? '').matchAll(/^\| `(\w+)` +\|/gm)]
  const columns = db.pragma(`table_info(${view})`) as { name: string }[]
  expect(documented.map((match) => match[1])).toEqual(columns.map((column) => column.name))
})
