import { TableWriter } from '../../src/store/table.js'
import { emptyStore, one } from '../support/store.js'

describe('TableWriter', () => {
  test.each([0, 1, 63, 64, 65, 200])('writes %d rows, once', (rows) => {
    const db = emptyStore()
    const writer = new TableWriter(db, 'policy_address')
    for (let row = 0; row < rows; row += 1) {
      writer.put('client')
      writer.put(`10.0.0.${row}`)
    }
    writer.flush()
    writer.flush()
    expect(one(db, 'SELECT count(*) FROM policy_address')).toBe(rows)
  })

  test('forgets rows that a rollback undid', () => {
    const db = emptyStore()
    const writer = new TableWriter(db, 'policy_address')
    writer.put('client')
    writer.put('10.0.0.1')
    writer.forget()
    writer.flush()
    expect(one(db, 'SELECT count(*) FROM policy_address')).toBe(0)
  })
})
