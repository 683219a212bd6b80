import { Rows } from '../../src/count/rows.js'
import type { Database } from '../../src/store/database.js'
import { TableInsert } from '../../src/store/table.js'
import { emptyStore, one } from '../support/store.js'

function writerOf(db: Database, name: string): Rows {
  const table = new TableInsert(db, name)
  return new Rows(table.width, (block) => table.insert(block))
}

describe('rows of a table', () => {
  test.each([0, 1, 255, 256, 257, 1000])('writes %d rows, once', (rows) => {
    const db = emptyStore()
    const writer = writerOf(db, 'policy_address')
    for (let row = 0; row < rows; row += 1) {
      writer.put('client')
      writer.put(`10.0.0.${row}`)
    }
    writer.flush()
    writer.flush()
    expect(one(db, 'SELECT count(*) FROM policy_address')).toBe(rows)
  })

  test('writes what is the same in all rows, and what is not', () => {
    const db = emptyStore()
    const writer = writerOf(db, 'modbus_identity')
    const row = (index: number) => {
      const varied = (every: number) => (index % every === 0 ? null : index)
      const unit = index < 1024 ? 7 : varied(3)
      const text = index < 512 ? null : index < 2048 ? 'same' : `${varied(5)}`
      return [index / 8, 1, index, index < 2048 ? 1 : index, unit, 0, text, text]
    }
    const rows = Array.from({ length: 3000 }, (_, index) => row(index))
    for (const value of rows.flat()) writer.put(value)
    writer.flush()
    expect(db.prepare('SELECT * FROM modbus_identity').raw().all()).toEqual(rows)
  })

  test('keeps few statements, however the rows differ', () => {
    const db = emptyStore()
    const writer = writerOf(db, 'modbus_identity')
    const rows = Array.from({ length: 32 * 256 }, (_, index) => {
      const columns = index >> 8
      const varied = (bit: number) => ((columns >> bit) & 1 ? index : 0)
      return [index, 1, index, varied(0), varied(1), varied(2), `${varied(3)}`, `${varied(4)}`]
    })
    for (const value of rows.flat()) writer.put(value)
    expect(db.prepare('SELECT * FROM modbus_identity').raw().all()).toEqual(rows)
  })

  test('forgets rows that a rollback undid', () => {
    const db = emptyStore()
    const writer = writerOf(db, 'policy_address')
    writer.put('client')
    writer.put('10.0.0.1')
    writer.forget()
    writer.flush()
    expect(one(db, 'SELECT count(*) FROM policy_address')).toBe(0)
  })
})
