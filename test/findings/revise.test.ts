import { reviseFindings } from '../../src/findings/revise.js'
import type { Database } from '../../src/store/database.js'
import { all, emptyStore, one } from '../support/store.js'
import { addFinding } from '../support/told.js'

const day = 86_400
const toldOf = (db: Database) =>
  all(db, 'SELECT revision, state, severity, count FROM v_finding_revision ORDER BY revision')
const change = (db: Database, sql: string) => {
  db.exec(sql)
  return reviseFindings(db)
}

function store(): Database {
  const db = emptyStore()
  addFinding(db, 'f', { count: 10 })
  reviseFindings(db)
  return db
}

test('a new finding is told once', () => {
  const db = store()
  expect(reviseFindings(db)).toBe(0)
  expect(toldOf(db)).toEqual([{ revision: 1, state: 'new', severity: 'high', count: 10 }])
})

test.each([
  ['its severity changed', "UPDATE finding SET severity = 'critical'"],
  ['it was closed', "UPDATE finding SET state = 'closed'"],
  ['another unit joined', 'UPDATE finding SET unit = NULL'],
  ['it goes on the next day', `UPDATE finding SET last_seen = last_seen + ${day}`],
  ['its count has doubled', 'UPDATE finding SET count = 20'],
])('a finding is told again when %s', (_, sql) => {
  const db = store()
  expect(change(db, sql)).toBe(1)
  expect(toldOf(db).length).toBe(2)
})

test('a finding that grows a little is not told again', () => {
  expect(change(store(), 'UPDATE finding SET count = 19, last_seen = last_seen + 5')).toBe(0)
})

test('a finding that is settled does not tell how it grows', () => {
  const db = store()
  change(db, "UPDATE finding SET state = 'closed'")
  expect(change(db, 'UPDATE finding SET count = 1000')).toBe(0)
})

test('a finding that is gone is withdrawn, and goes on with its revisions when it is back', () => {
  const db = store()
  change(db, 'DELETE FROM finding')
  expect(reviseFindings(db)).toBe(0)
  addFinding(db, 'f', { count: 10 })
  reviseFindings(db)
  expect(toldOf(db)).toMatchObject([{ state: 'new' }, { state: 'withdrawn' }, { state: 'new' }])
})

test('a finding that was suppressed from the start is told to nobody', () => {
  const db = emptyStore()
  addFinding(db, 'f')
  expect(change(db, "UPDATE finding SET state = 'closed'")).toBe(0)
})

test('a sink is told of its severities only, and of how such a finding went on', () => {
  const db = emptyStore()
  db.exec("INSERT INTO sink VALUES ('siem', 'there', 'high', 1)")
  addFinding(db, 'f', { severity: 'medium' })
  reviseFindings(db)
  change(db, "UPDATE finding SET severity = 'critical'")
  change(db, "UPDATE finding SET severity = 'low'")
  expect(all(db, 'SELECT revision FROM delivery')).toEqual([{ revision: 2 }, { revision: 3 }])
})

describe('an incident', () => {
  const incident = (id: string, severity: string, at = 0) =>
    `INSERT INTO incident VALUES ('${id}', 'north', '10.0.0.66', '10.0.1.1', '${severity}', ${at}, ${at}, '', 'title of ${id}');
     INSERT INTO incident_part VALUES ('${id}', 'f', 1700000000, NULL);`
  const incidentsTold = (db: Database) =>
    all<{ told: string }>(db, 'SELECT told FROM finding_revision ORDER BY revision').map(
      ({ told }) => (JSON.parse(told) as { incident: { id: string } | null }).incident?.id,
    )

  test('is told with a finding that is part of it from the start', () => {
    const db = emptyStore()
    addFinding(db, 'f')
    change(db, incident('i', 'critical'))
    expect(JSON.parse(String(one(db, 'SELECT told FROM finding_revision')))).toMatchObject({
      incident: { id: 'i', severity: 'critical', title: 'title of i' },
    })
    expect(reviseFindings(db)).toBe(0)
  })

  test('has a finding that joins it told again, once', () => {
    const db = store()
    expect(change(db, incident('i', 'high'))).toBe(1)
    expect(reviseFindings(db)).toBe(0)
    expect(incidentsTold(db)).toEqual([undefined, 'i'])
  })

  test.each([
    ['grows worse', "UPDATE incident SET severity = 'critical'"],
    ['has another id, as something before it was found late', incident('j', 'critical', 5)],
    ['is none any more, and one again', `DELETE FROM incident; ${incident('k', 'high')}`],
  ])('that %s does not have its findings told again; their next revision says so', (_, sql) => {
    const db = store()
    change(db, incident('i', 'high'))
    expect(change(db, sql)).toBe(0)
    expect(change(db, 'UPDATE finding SET count = 20')).toBe(1)
    expect(toldOf(db).length).toBe(3)
  })

  test('of several is the worst one, then the latest', () => {
    const db = emptyStore()
    addFinding(db, 'f')
    change(
      db,
      `${incident('a', 'critical', 1)} ${incident('b', 'critical', 2)} ${incident('c', 'high', 3)}`,
    )
    expect(incidentsTold(db)).toEqual(['b'])
  })

  test('does not have a finding told that is settled', () => {
    const db = store()
    change(db, "UPDATE finding SET state = 'closed'")
    expect(change(db, incident('i', 'critical'))).toBe(0)
  })
})
