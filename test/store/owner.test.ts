import { chmodSync, mkdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { openReadOnly, openStore, requireStore } from '../../src/store/database.js'
import { ownerOfUnreadable } from '../../src/store/owner.js'
import { directoryWith, fileWith } from '../support/temporary.js'

/** Does it as somebody who may not read others' files, which root may. */
function asNobody(work: () => void): void {
  const root = process.geteuid?.() === 0
  if (root) process.seteuid?.(65_534)
  try {
    work()
  } finally {
    if (root) process.seteuid?.(0)
  }
}

test('who may not read a database is told so, and whose it is', () => {
  const directory = directoryWith()
  const path = join(directory, 'plant.db')
  openStore(path).close()
  chmodSync(directory, 0o755)
  chmodSync(path, 0)
  const { username } = userInfo()
  asNobody(() => {
    const what = `${path} may not be read by this user; it belongs to ${username}.`
    expect(() => openReadOnly(path)).toThrow(what)
    expect(() => openStore(path)).toThrow(what)
  })
})

test('a directory that is not there is still what is said of one', () => {
  const path = join(directoryWith(), 'none', 'plant.db')
  expect(() => openStore(path)).toThrow(`${path} cannot be created.`)
})

test('a file that may be read, or is not there, is nobody’s', () => {
  expect(ownerOfUnreadable(fileWith('a', ''))).toBeUndefined()
  expect(ownerOfUnreadable('/no/where')).toBeUndefined()
})

test('behind a directory that may not be entered it is somebody’s', () => {
  const directory = directoryWith()
  mkdirSync(join(directory, 'closed'), { mode: 0 })
  asNobody(() => expect(ownerOfUnreadable(join(directory, 'closed', 'a'))).toBe('another user'))
})

test('a database behind a directory that may not be entered is told as one that may not be read', () => {
  const directory = directoryWith()
  chmodSync(directory, 0o755)
  mkdirSync(join(directory, 'closed'), { mode: 0 })
  const path = join(directory, 'closed', 'plant.db')
  asNobody(() => expect(() => requireStore(path)).toThrow(`${path} may not be read by this user`))
})
