import { join } from 'node:path'
import type { Detector } from '../../src/detect/detector.js'
import { loadDetectors } from '../../src/detect/load.js'
import { directoryWith } from '../support/temporary.js'

const header = `title: A test of loading
level: low
reads: [v_modbus]
dedup: [client]
message: "{count} of {client}"
triage: Look.
falsepositives: [None]
tests: {hit: {}, quiet: {}}`
const sql = `SELECT ts AS ts_start, ts AS ts_end, sensor, client, server, 1 AS count
FROM v_modbus WHERE ts >= :since AND ts < :until`

const detector = (change = header, query = sql) => `/*---\n${change}\n---*/\n${query}\n`

/** Loads a directory with one detector of this text. */
function load(text: string, name = 'modbus/test-scan.sql') {
  const directory = directoryWith({ [name]: text })
  return loadDetectors([directory]).find(({ id }) => id === 'test-scan')
}

describe('a detector', () => {
  test('is known by its file’s name and folder', () => {
    expect(load(detector())).toMatchObject({ id: 'test-scan', folder: 'modbus', sql })
  })

  test('has defaults for what its header leaves out', () => {
    expect(load(detector())).toMatchObject({
      attack: [],
      needs: [],
      params: {},
      lookback: 0,
      settle: 0,
      explains: [],
      never_normal: false,
    })
  })

  test('may end in a semicolon', () => {
    expect(load(detector(header, `${sql};`))?.sql).toBe(sql)
  })

  test('may be written on Windows', () => {
    expect(load(detector().replaceAll('\n', '\r\n'))).toMatchObject({ title: 'A test of loading' })
  })

  test('comes with the bundled ones, in order of ids', () => {
    const ids = loadDetectors().map(({ id }) => id)
    expect(ids.length).toBeGreaterThan(0)
    expect(ids).toEqual([...ids].sort())
  })
})

describe('without its cases', () => {
  test('a detector is the same in all else', () => {
    const short = loadDetectors([], { cases: false })
    const without = ({ tests: _, ...rest }: Detector) => rest
    expect(short.map(without)).toEqual(loadDetectors().map(without))
    expect(short.flatMap(({ tests }) => Object.values(tests).filter(({ rows }) => rows))).toEqual(
      [],
    )
  })

  test('a fault is told in its line', () => {
    const text = `/*---\n${header.replace('{hit: {}, quiet: {}}', '\n  hit: {}\n  quiet: {}')}\nlevel: [\n---*/\n${sql}`
    const directory = directoryWith({ 'modbus/test-scan.sql': text })
    const faults = [true, false].map((cases) => {
      try {
        return loadDetectors([directory], { cases })
      } catch (error) {
        return String(error)
      }
    })
    expect(faults[0]).toMatch(/test-scan\.sql:\d+/)
    expect(faults[1]).toBe(faults[0])
  })
})

describe('a faulty detector is refused with its file', () => {
  test.each([
    ['no header', sql, /does not begin with a header/],
    ['an unknown key', detector(`${header}\nsevirity: high`), /additional properties/],
    ['a missing key', detector(header.replace(/title.*\n/, '')), /required property 'title'/],
    ['an unknown level', detector(header.replace('low', 'severe')), /level must be equal/],
    ['a technique that is none', detector(`${header}\nattack: [T1]`), /attack\/0 must match/],
    ['one case only', detector(header.replace(', quiet: {}', '')), /tests must NOT have fewer/],
    ['an empty header', detector(''), /must be object/],
    ['SQL that is not portable', detector(header, `${sql} AND client LIKE 'x'`), /LIKE/],
  ])('%s', (_, text, message) => {
    expect(() => load(text)).toThrow(
      expect.objectContaining({
        code: 'detector',
        message: expect.stringMatching(message),
        place: expect.objectContaining({ file: expect.stringMatching(/test-scan\.sql$/) }),
      }),
    )
  })

  test('and the line of what is no YAML', () => {
    expect(() => load(detector(`${header}\nattack: [T0814`))).toThrow(
      expect.objectContaining({ place: expect.objectContaining({ line: expect.any(Number) }) }),
    )
    expect(() => load(detector(`title: "a\nlevel: low`))).toThrow(
      expect.objectContaining({ code: 'detector' }),
    )
    expect(() => load(detector('title: x\n  level: low'))).toThrow(
      expect.objectContaining({ place: expect.objectContaining({ line: 2 }) }),
    )
  })

  test('where its aliases blow up', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf']) {
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`)
    }
    expect(() => load(detector(bomb.join('\n')))).toThrow(
      expect.objectContaining({ code: 'detector' }),
    )
  })

  test('where another has its id', () => {
    const twice = directoryWith({ 'a/test-scan.sql': detector(), 'b/test-scan.sql': detector() })
    expect(() => loadDetectors([twice])).toThrow(
      expect.objectContaining({ message: expect.stringContaining('test-scan') }),
    )
  })

  test('where its directory is none', () => {
    expect(() => loadDetectors([join(directoryWith(), 'nowhere')])).toThrow(
      expect.objectContaining({ code: 'detector', message: expect.stringContaining('nowhere') }),
    )
  })
})
