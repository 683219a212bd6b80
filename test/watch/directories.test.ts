import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Directories, requireDirectory } from '../../src/watch/directories.js'
import { directoryWith } from '../support/temporary.js'

describe('when watching begins', () => {
  test.each(['curent', 'modbus.log', 'misspelt/current'])(
    '%s that is not there is refused',
    (name) => {
      const path = join(directoryWith(), name)
      expect(() => requireDirectory(path)).toThrow(`${path} cannot be watched: it is not there.`)
    },
  )

  test('a directory that is there is taken', () => {
    expect(() => requireDirectory(directoryWith())).not.toThrow()
  })

  test('current, which Zeek makes when it starts, is waited for', () => {
    expect(() => requireDirectory(join(directoryWith(), 'current'))).not.toThrow()
  })

  test('what a link points to is waited for', () => {
    const link = join(directoryWith(), 'live')
    symlinkSync('spool/zeek', link)
    expect(() => requireDirectory(link)).not.toThrow()
  })
})

test('a directory that goes is told of once, and once when it is back', () => {
  const root = directoryWith({ 'logs/modbus.log': '' })
  const [logs, away] = [join(root, 'logs'), join(root, 'away')]
  const told: string[] = []
  const directories = new Directories((directory, what) => told.push(`${directory} ${what}`))
  expect(directories.logsIn(logs)).toEqual([join(logs, 'modbus.log')])
  expect(told).toEqual([])
  renameSync(logs, away)
  expect(directories.logsIn(logs)).toEqual([])
  expect(directories.logsIn(logs)).toEqual([])
  expect(told).toEqual([`${logs} is not there; nothing is read from it until that changes`])
  mkdirSync(logs)
  writeFileSync(join(logs, 'dnp3.log'), '')
  expect(directories.logsIn(logs)).toEqual([join(logs, 'dnp3.log')])
  expect(directories.logsIn(logs)).toEqual([join(logs, 'dnp3.log')])
  expect(told.slice(1)).toEqual([`${logs} can be read again`])
})
