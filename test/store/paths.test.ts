import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { explain, openReadOnly, requireStore } from '../../src/store/database.js'
import { lock } from '../../src/store/lock.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otsift-store-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a database in a directory that is not there is told as such', () => {
  const path = join(folder, 'missing', 'x.db')
  expect(() => lock(path, 'a test')).toThrow(
    expect.objectContaining({ code: 'io', message: `${path} cannot be created.` }),
  )
})

test('the lock is its owner’s alone', () => {
  const path = join(folder, 'x.db')
  lock(path, 'a test').release()
  expect(statSync(`${path}-lock`).mode & 0o777).toBe(0o600)
})

test('a directory is no database', () => {
  const path = join(folder, 'x.db')
  mkdirSync(path)
  expect(() => openReadOnly(path)).toThrow(`${path} is a directory.`)
})

test('an I/O error says what to check', () => {
  const error = explain('x.db', { code: 'SQLITE_IOERR_WRITE' })
  expect(String(error)).toContain('Check the disk, its quota')
})

test('a database that must be there is not made', () => {
  const path = join(folder, 'misspelt.db')
  expect(() => requireStore(path)).toThrow(`${path} does not exist.`)
  expect(() => openReadOnly(path)).toThrow(`${path} does not exist.`)
})

test('a log that may not be read is not blamed on the database', () => {
  const error = explain('x.db', { code: 'EACCES', path: '/logs/modbus.log' })
  expect(String(error)).toContain('/logs/modbus.log cannot be read or written: EACCES.')
  expect(String(explain('x.db', { code: 'EACCES', path: 'x.db-lock' }))).toContain('x.db may not')
})
