import fc from 'fast-check'
import { cefLine, cefLines } from '../../src/report/cef.js'
import { emptyStore } from '../support/store.js'
import { addFinding, told } from '../support/told.js'

const line = (change: object = {}) => cefLine({ ...told, ...change })

/** A CEF line taken apart as a receiver does: the header at bare `|`, the extension at bare ` key=`. */
function taken(text: string): { header: string[]; extension: Record<string, string> } {
  const fields = text.split(/(?<!\\)(?:\\\\)*\|/)
  const header = fields.slice(0, 7)
  const extension = fields.slice(7).join('|')
  const keys = [...extension.matchAll(/(?:^| )(\w+)=/g)].filter(
    ({ index, 0: { length } }) => !/\\$/.test(extension.slice(0, index + length - 1)),
  )
  const values = keys.map((match, at) => {
    const from = match.index + match[0].length
    return [match[1], extension.slice(from, keys[at + 1]?.index)] as [string, string]
  })
  return { header, extension: Object.fromEntries(values) }
}

test('has seven header fields and an extension', () => {
  const { header, extension } = taken(line())
  expect(header).toEqual([
    'CEF:0',
    'otsift',
    'otsift',
    expect.any(String),
    'new-client',
    'New client',
    '8',
  ])
  expect(extension).toMatchObject({
    externalId: '05a473f06fe9',
    src: '10.0.0.66',
    dst: '10.0.1.1',
    start: '1700000000250',
    cnt: '7',
    cs1Label: 'state',
    cs1: 'new',
  })
})

test('names the worst incident that a finding is part of', () => {
  const db = emptyStore()
  addFinding(db, '05a473f06fe9')
  addFinding(db, 'aaaaaaaaaaaa')
  const incident = db.prepare(
    "INSERT INTO incident VALUES (?, 'north', '10.0.0.66', '10.0.1.1', ?, 1, 2, 'discovery', 'told')",
  )
  const part = db.prepare("INSERT INTO incident_part VALUES (?, '05a473f06fe9', 1700000000, 'x')")
  for (const [id, severity] of [
    ['i-low', 'low'],
    ['i-critical', 'critical'],
    ['i-high', 'high'],
  ]) {
    incident.run(id, severity)
    part.run(id)
  }
  const [first, second] = cefLines(db).trimEnd().split('\n').map(taken)
  expect(first?.extension).toMatchObject({ cs4Label: 'incident', cs4: 'i-critical' })
  expect(second?.extension).not.toHaveProperty('cs4')
})

test('IPv6 addresses and names have fields of their own', () => {
  expect(taken(line({ client: 'fd00::1', server: 'plc-1' })).extension).toMatchObject({
    c6a2Label: 'Source IPv6 Address',
    c6a2: 'fd00::1',
    dhost: 'plc-1',
  })
})

test.each([
  ['a bar in a title', { title: 'New|client' }, 'New\\|client'],
  ['a backslash in a title', { title: 'New\\client' }, 'New\\\\client'],
  ['a line end in a title', { title: 'New\nCEF:0|x' }, 'New CEF:0\\|x'],
])('%s stays in its field', (_, change, told) => {
  expect(line(change)).toContain(`|${told}|`)
})

test.each([
  ['another key', 'x act=allow', 'msg=x act\\=allow'],
  ['a line end', 'x\r\nCEF:0|evil', 'msg=x\\nCEF:0|evil'],
  ['a backslash before an equals sign', 'x\\=y', 'msg=x\\\\\\=y'],
  ['an escape sequence', 'x\u001b[31m', 'msg=x [31m'],
])('a message cannot smuggle in %s', (_, message, told) => {
  expect(line({ message })).toContain(told)
  expect(line({ message })).not.toContain('\n')
})

test('any text: one line, the same keys', () => {
  const expected = Object.keys(taken(line()).extension)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const made = line({ message: `m${text}`, sensor: `s${text}`, title: `t${text}` })
      expect(made).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
      expect(Object.keys(taken(made).extension)).toEqual(expected)
    }),
  )
})
