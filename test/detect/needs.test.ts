import type { Detector } from '../../src/detect/detector.js'
import { loadDetectors } from '../../src/detect/load.js'
import { available, needsOf, remedyOf, unmet } from '../../src/detect/needs.js'
import { emptyStore } from '../support/store.js'

const detector = (folder: string, ...needs: string[]) => ({ folder, needs }) as unknown as Detector

describe('what a detector needs', () => {
  test.each([
    ['nothing, over all protocols', detector('ot'), [], undefined],
    ['its protocol, where it says nothing', detector('modbus'), ['modbus'], undefined],
    [
      'its protocol, which is not there',
      detector('modbus'),
      ['dnp3'],
      ['no modbus', /load modbus/],
    ],
    ['a field', detector('modbus', 'modbus.address'), ['modbus'], ['no modbus.address', /ICSNPP/]],
    ['either of two', detector('ot', 'conn|weird'), ['weird'], undefined],
    ['either of two, none there', detector('ot', 'conn|weird'), [], ['no conn or weird', /, or /]],
    ['a baseline', detector('ot', 'baseline'), [], ['no baseline', /otsift baseline learn/]],
    ['two things', detector('ot', 'conn', 'baseline'), [], ['no conn; no baseline', /; learn/]],
  ] as const)('%s', (_, one, has, blind) => {
    const found = unmet(one, new Set(has))
    if (blind === undefined) expect(found).toBeUndefined()
    else expect(found).toEqual({ reason: blind[0], remedy: expect.stringMatching(blind[1]) })
  })
})

test('whatever a detector needs, coverage can say what to load or configure', () => {
  const needs = new Set(
    loadDetectors().flatMap((each) => needsOf(each).flatMap((n) => n.split('|'))),
  )
  expect([...needs].filter((need) => remedyOf(need) === undefined)).toEqual([])
})

test('what is there: fields of the logs, an active baseline, roles of the policy', () => {
  const db = emptyStore()
  db.exec(`INSERT INTO field_seen VALUES ('north', 'modbus');
    INSERT INTO policy_address VALUES ('writer', '10.0.0.1');
    INSERT INTO baseline (id, name, revision, active, from_ts, to_ts, exchanges, created)
    VALUES (1, 'main', 1, 1, 0, 60, 1, '')`)
  expect([...available(db)].sort()).toEqual(['baseline', 'modbus', 'policy.writer'])
})
