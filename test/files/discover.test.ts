import { mkdirSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { discover } from '../../src/files/discover.js'
import { directoryWith } from '../support/temporary.js'

function found(directory: string, ...paths: string[]): string[] {
  const asked = paths.length === 0 ? [directory] : paths.map((path) => join(directory, path))
  return discover(asked).map((path) => relative(directory, path))
}

describe('discover', () => {
  test('walks a directory for logs, in order of their paths', () => {
    const directory = directoryWith({
      '2026-11-20/dnp3.log': '',
      '2026-11-19/modbus.10:00:00-11:00:00.log.gz': '',
      'modbus.log': '',
      'notes.txt': '',
    })
    expect(found(directory)).toEqual([
      '2026-11-19/modbus.10:00:00-11:00:00.log.gz',
      '2026-11-20/dnp3.log',
      'modbus.log',
    ])
  })

  test('takes a file it is given, whatever its name', () => {
    expect(found(directoryWith({ 'export.txt': '' }), 'export.txt')).toEqual(['export.txt'])
  })

  test('expands a pattern', () => {
    const directory = directoryWith({ 'a/modbus.log': '', 'b/modbus.log': '', 'b/dnp3.log': '' })
    expect(found(directory, '*/modbus.log')).toEqual(['a/modbus.log', 'b/modbus.log'])
  })

  test('takes a name with brackets as it is where such a file exists', () => {
    expect(found(directoryWith({ 'a[1].log': '' }), 'a[1].log')).toEqual(['a[1].log'])
  })

  test('names a file once, however many paths lead to it', () => {
    const directory = directoryWith({ 'day/modbus.log': '' })
    symlinkSync(join(directory, 'day'), join(directory, 'current'))
    symlinkSync(join(directory, 'day/modbus.log'), join(directory, 'latest.log'))
    expect(found(directory, '.', 'day/modbus.log', 'current')).toHaveLength(1)
  })

  test('follows the link that zeekctl calls current', () => {
    const directory = directoryWith({ 'spool/modbus.log': '' })
    mkdirSync(join(directory, 'logs'))
    symlinkSync(join(directory, 'spool'), join(directory, 'logs/current'))
    expect(found(directory, 'logs')).toEqual(['logs/current/modbus.log'])
  })

  test('walks a directory that links to itself once', () => {
    const directory = directoryWith({ 'modbus.log': '' })
    symlinkSync(directory, join(directory, 'loop'))
    expect(found(directory)).toEqual(['modbus.log'])
  })

  test('passes over a link that leads nowhere', () => {
    const directory = directoryWith({ 'modbus.log': '' })
    symlinkSync(join(directory, 'gone.log'), join(directory, 'dnp3.log'))
    expect(found(directory)).toEqual(['modbus.log'])
  })

  test('leaves out the json_streaming twin of a log beside it', () => {
    const directory = directoryWith({ 'modbus.log': '', 'json_streaming_modbus.1.log': '' })
    expect(found(directory)).toEqual(['modbus.log'])
  })

  test('keeps a json_streaming log without a twin', () => {
    const directory = directoryWith({ 'dnp3.log': '', 'json_streaming_modbus.log': '' })
    expect(found(directory)).toEqual(['dnp3.log', 'json_streaming_modbus.log'])
  })

  test('keeps standard input', () => {
    expect(discover(['-'])).toEqual(['-'])
  })

  test('says which path does not exist', () => {
    expect(() => discover(['/nowhere/modbus.log'])).toThrow(
      expect.objectContaining({ code: 'io', message: expect.stringContaining('/nowhere/modbus') }),
    )
  })
})
