import { join } from 'node:path'
import { lock } from '../../src/store/lock.js'
import { directoryWith } from '../support/temporary.js'

describe('the lock of a database', () => {
  const path = () => join(directoryWith(), 'otsift.db')

  test('keeps a second writer out, and tells who holds it', () => {
    const database = path()
    const held = lock(database, 'otsift scan')
    expect(() => lock(database, 'otsift detect', 0)).toThrow(
      expect.objectContaining({
        code: 'locked',
        message: `${database} is in use by otsift scan, process ${process.pid}.`,
      }),
    )
    held.release()
  })

  test('is free again when it is released', () => {
    const database = path()
    lock(database, 'otsift scan').release()
    lock(database, 'otsift detect', 0).release()
  })

  test('is of one database only', () => {
    const held = lock(path(), 'otsift scan')
    lock(path(), 'otsift scan', 0).release()
    held.release()
  })

  test('is not needed in memory', () => {
    const held = lock(':memory:', 'a test')
    lock(':memory:', 'a test').release()
    held.release()
  })

  test('in a directory that does not exist is named', () => {
    expect(() => lock('/nowhere/otsift.db', 'otsift scan')).toThrow(
      expect.objectContaining({
        code: 'io',
        message: expect.stringContaining('/nowhere/otsift.db'),
      }),
    )
  })
})
