import { listFindings } from '../../src/report/findings.js'
import { listIncidents } from '../../src/report/incidents.js'
import { findingsTable } from '../../src/report/overview.js'
import type { Database } from '../../src/store/database.js'
import { emptyStore } from '../support/store.js'
import { addFinding } from '../support/told.js'

const start = 1_700_000_000

/** An incident of these findings, each with one burst. */
function addIncident(db: Database, id: string, severity: string, at: number, parts: string[]) {
  db.prepare("INSERT INTO incident VALUES (?, 'north', 'a', 'b', ?, ?, ?, 'discovery', ?)").run(
    id,
    severity,
    at,
    at,
    `incident ${id}`,
  )
  for (const part of parts) {
    db.prepare('INSERT INTO incident_part VALUES (?, ?, ?, NULL)').run(id, part, start)
  }
}

/** Three findings in two incidents, of which one finding is in both. */
function store(): Database {
  const db = emptyStore()
  for (const id of ['f1', 'f2', 'f3']) addFinding(db, id)
  addIncident(db, 'i1', 'critical', start, ['f1', 'f2'])
  addIncident(db, 'i2', 'high', start + 1, ['f2', 'f3'])
  return db
}

test('findings that stand under an incident before are counted under the next', () => {
  const db = store()
  const lines = findingsTable(listFindings(db), { incidents: listIncidents(db) }).split('\n')
  expect(lines[4]).toMatch(/incident i2$/)
  expect(lines[5]).toMatch(/ f3 /)
  expect(lines[6]).toMatch(/and 1 told above$/)
  expect(lines.filter((line) => line.includes('told above'))).toHaveLength(1)
})

test('and so are those that are not in the list', () => {
  const db = store()
  const some = listFindings(db).filter(({ id }) => id !== 'f2')
  expect(findingsTable(some, { incidents: listIncidents(db) })).toMatch(/and 1 not in this list\n/)
})

test('a part is as severe as its bursts in the incident, not as the worst of others', () => {
  const db = store()
  db.exec(
    `INSERT INTO finding_event VALUES ('f3', ${start + 9999}, ${start + 9999}, 1, 'critical', '', NULL)`,
  )
  db.exec("UPDATE finding SET severity = 'critical' WHERE id = 'f3'")
  const parts = listIncidents(db).flatMap((each) => each.parts)
  expect(parts.find(({ finding }) => finding === 'f3')?.severity).toBe('high')
})
