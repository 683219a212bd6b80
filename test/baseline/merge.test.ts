import { ruleOf } from '../../src/baseline/merge.js'
import { baselineTables } from '../../src/baseline/tables.js'
import { emptyStore } from '../support/store.js'

test('every measure of every baseline table has a rule of its own', () => {
  const unruled = baselineTables(emptyStore()).flatMap((table) =>
    table.columns
      .filter((column) => !column.key && column.type !== 'TEXT')
      .filter((column) => ruleOf(column, table) === 'later')
      .map((column) => `${table.name}.${column.name}`),
  )
  // A block merges as a range, by a statement of its own.
  expect(unruled.filter((name) => name !== 'block.high')).toEqual([])
})

test('every baseline table has the key that revisions are copied and merged by', () => {
  for (const table of baselineTables(emptyStore())) {
    expect([table.name, table.columns.some((column) => column.key)]).toEqual([table.name, true])
  }
})
