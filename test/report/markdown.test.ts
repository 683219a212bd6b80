import { markdownReport } from '../../src/report/markdown.js'
import { emptyStore } from '../support/store.js'
import { addFinding } from '../support/told.js'

const hostile = '<script>alert(1)</script> | [x](http://x) `code` **bold**\u001b[31m\n# title'

function report(): string {
  const db = emptyStore()
  db.prepare(
    `INSERT INTO finding (id, detector, title, sensor, protocol, client, server, unit, severity, severity_steps,
       attack_v19, attack_v18, message, first_seen, last_seen, count)
     VALUES ('abc', 'some-detector', ?, 's', 'modbus', ?, ?, 1, 'high', '[]', 'T0806', 'T0806', ?, 10, 20, 3)`,
  ).run(hostile, hostile, hostile, hostile)
  db.prepare(
    "INSERT INTO finding_event (finding, ts_start, ts_end, count, severity, message) VALUES ('abc', 10, 20, 3, 'high', ?)",
  ).run(hostile)
  return [...markdownReport(db, [])].join('')
}

test('the Markdown report has the findings, their story and what could not be seen', () => {
  const text = report()
  expect(text).toMatch(/^# OT traffic report\n/)
  expect(text).toContain('| high | 1 |')
  expect(text).toContain('T0806')
  expect(text).toContain('## Not evaluated')
})

test('text of logs is no Markdown and no HTML', () => {
  const text = report()
  expect(text).not.toMatch(/(?<!\\)<script/)
  expect(text).not.toMatch(/(?<!\\)\[x\]/)
  expect(text).not.toMatch(/^# title/m)
  expect(text).not.toContain('\u001b')
  const row = text.split('\n').find((line) => line.includes('some-detector')) ?? ''
  expect(row.match(/(?<!\\)\|/g)).toHaveLength(7)
})

test('rows that are left out are counted, and told to be only those that were kept', () => {
  const db = emptyStore()
  addFinding(db, 'f1', { count: 87 })
  for (let line = 1; line <= 20; line++) {
    db.prepare("INSERT INTO evidence VALUES ('f1', 1700000000, 1700000000, 1, ?, 'C1', 'x')").run(
      line,
    )
  }
  expect([...markdownReport(db, [])].join('')).toContain(
    '- and 15 more rows of the 20 first ones that were kept: otsift findings show f1\n',
  )
})
