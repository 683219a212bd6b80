import { join } from 'node:path'
import { withDecision } from '../../src/commands/session.js'
import { chooseFindings, decide, findFinding } from '../../src/findings/decide.js'
import { suppressFinding } from '../../src/findings/suppress.js'
import { type Database, openStore } from '../../src/store/database.js'
import { lock } from '../../src/store/lock.js'
import { all, emptyStore, one } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'
import { addFinding } from '../support/told.js'

/** Two findings, the first with what it did. */
function store(db = emptyStore()): Database {
  addFinding(db, 'f1', { severity: 'high' })
  addFinding(db, 'f2', { severity: 'low' })
  const facts = [
    { server: '10.0.1.1', unit: 3, function_code: 6 },
    { server: '10.0.1.1', unit: 4, function_code: 8, sub_function: '1' },
  ]
  for (const [index, each] of facts.entries()) {
    db.prepare("INSERT INTO finding_atom VALUES ('new-client', 'f1', ?, 0, 0, 1, 'high', ?)").run(
      index,
      JSON.stringify(each),
    )
  }
  return db
}

const by = { reason: 'planned work', who: 'kim' }
const sql = (db: Database, state: string, expires: number | null = null) =>
  db.prepare("INSERT INTO triage VALUES ('f1', ?, 'planned work', 'kim', ?)").run(state, expires)
const stateOf = (db: Database) => one(db, "SELECT state FROM v_findings WHERE id = 'f1'")
const written = (db: Database) => [
  all(
    db,
    'SELECT finding, detector, message, severity, behaviour, state, reason, who, expires FROM decision',
  ),
  all(db, 'SELECT finding, severity, reason, who, expires, ended IS NULL AS open FROM suppression'),
  all(db, 'SELECT id, state FROM v_findings ORDER BY id'),
]

describe('a decision in plain SQL is what the command writes', () => {
  test.each(['acknowledged', 'closed'] as const)('%s', (state) => {
    const [own, plain] = [store(), store()]
    decide(own, findFinding(own, 'f1'), state, by)
    sql(plain, state)
    expect(written(plain)).toEqual(written(own))
  })

  test('suppressed, with an end', () => {
    const [own, plain] = [store(), store()]
    suppressFinding(own, 'f1', { ...by, expires: 4e9 })
    sql(plain, 'suppressed', 4e9)
    expect(stateOf(plain)).toBe('suppressed')
    const [, ...rest] = written(plain)
    expect(rest).toEqual(written(own).slice(1))
  })

  test('reopened, a suppression included', () => {
    const db = store()
    sql(db, 'suppressed')
    sql(db, 'reopened')
    expect(stateOf(db)).toBe('reopened')
    expect(one(db, 'SELECT count(*) FROM suppression WHERE ended IS NULL')).toBe(0)
  })

  test('and many at once by any condition', () => {
    const db = store()
    db.exec("INSERT INTO triage SELECT id, 'closed', 'a test', 'kim', NULL FROM v_findings")
    expect(all(db, "SELECT 1 FROM v_findings WHERE state = 'closed'").length).toBe(2)
  })

  test.each([
    ["('f9', 'closed', 'why', 'kim', NULL)", 'no such finding'],
    ["('f1', 'done', 'why', 'kim', NULL)", 'state is acknowledged'],
    ["('f1', 'accepted', 'why', 'kim', NULL)", 'to accept, use otsift'],
    ["('f1', 'closed', ' ', 'kim', NULL)", 'say why'],
    ["('f1', 'closed', 'why', NULL, NULL)", 'and who'],
  ])('%s is refused', (values, why) => {
    expect(() => store().exec(`INSERT INTO triage VALUES ${values}`)).toThrow(why)
  })
})

test('a decision that was made for a time ends by itself', () => {
  const db = store()
  sql(db, 'acknowledged', Date.now() / 1000 + 1000)
  expect(stateOf(db)).toBe('acknowledged')
  sql(db, 'acknowledged', Date.now() / 1000 - 1000)
  expect(stateOf(db)).toBe('reopened')
})

describe('findings are chosen', () => {
  const chosen = (filter: object, ids: string[] = [], state: 'closed' | 'reopened' = 'closed') =>
    chooseFindings(store(), ids, filter, state).map(({ id }) => id)

  test.each([
    ['by detector', { detector: 'new-client' }, ['f1', 'f2']],
    ['by client and unit', { client: '10.0.0.66', unit: 3 }, ['f1', 'f2']],
    ['up to a severity', { severity: 'medium' }, ['f2']],
  ])('%s', (_, filter, ids) => {
    expect(chosen(filter)).toEqual(ids)
  })

  test('not by nothing, not by both, and not none', () => {
    expect(() => chosen({})).toThrow('Say which findings.')
    expect(() => chosen({ unit: 3 }, ['f1'])).toThrow('do not go together')
    expect(() => chosen({ unit: 9 })).toThrow('No finding is meant')
    expect(() => chosen({ unit: 3 }, [], 'reopened')).toThrow('No finding is meant')
  })
})

test('a person decides while watch holds the database', async () => {
  const path = join(directoryWith(), 'plant.db')
  const watching = lock(path, 'otsift watch')
  const db = store(openStore(path))
  await withDecision(path, 'findings close', (own) =>
    decide(own, findFinding(own, 'f1'), 'closed', by),
  )
  expect(stateOf(db)).toBe('closed')
  db.close()
  watching.release()
})
