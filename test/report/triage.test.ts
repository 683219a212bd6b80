import { loadDetectors } from '../../src/detect/load.js'
import { listFindings } from '../../src/report/findings.js'
import { Triage } from '../../src/report/triage.js'
import { emptyStore } from '../support/store.js'
import { addFinding } from '../support/told.js'

const [any] = loadDetectors()

/** What to check about a finding without a server of its own, whose atoms have these facts. */
function asked(triage: string, ...facts: object[]): string {
  const db = emptyStore()
  addFinding(db, 'f1')
  db.exec('UPDATE finding SET server = NULL')
  for (const [index, each] of facts.entries()) {
    db.prepare("INSERT INTO finding_atom VALUES ('new-client', 'f1', ?, 0, 0, 1, 'high', ?)").run(
      index,
      JSON.stringify(each),
    )
  }
  if (any === undefined) throw new Error('there are no detectors')
  const [finding] = listFindings(db)
  if (finding === undefined) throw new Error('there is no finding')
  return new Triage(db).of({ ...any, id: 'new-client', params: {}, triage }, finding)
}

test('what to check names what the detector found out, as the message does', () => {
  expect(asked('Is {mac} of {client}?', { mac: '00:11', client: '10.0.0.66' })).toBe(
    'Is 00:11 of 10.0.0.66?',
  )
})

test('of several servers it names the first', () => {
  expect(asked('Who makes {server}?', { server: '10.0.0.2' }, { server: '10.0.0.3' })).toBe(
    'Who makes 10.0.0.2 and others?',
  )
})

test('a sentence about what is not known is left out', () => {
  expect(asked('Who is {client}? Which port has {mac}? Ask.', {})).toBe('Who is 10.0.0.66? Ask.')
  expect(asked('Who makes {server}?')).toBe('')
})
