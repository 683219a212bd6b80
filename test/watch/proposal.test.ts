import { loadDetectors } from '../../src/detect/load.js'
import { detect } from '../../src/findings/detect.js'
import { ingest } from '../../src/ingest/run.js'
import { Proposal } from '../../src/watch/proposal.js'
import { modbus, polls } from '../support/site.js'
import { all, emptyStore } from '../support/store.js'
import { fileWith } from '../support/temporary.js'
import { jsonLog, type LogRow } from '../support/zeek-log.js'

async function storeWith(rows: readonly LogRow[]) {
  const db = emptyStore()
  await ingest(db, [fileWith('modbus_detailed.log', jsonLog([...rows]))])
  return db
}

const week = polls(0, 7 * 24)

test('six days are too few to say anything, seven are proposed, once', async () => {
  expect(new Proposal(await storeWith(polls(0, 6 * 24)), false).tell()).toBeUndefined()
  const proposal = new Proposal(await storeWith(week), false)
  expect(proposal.tell()).toContain('`otsift baseline learn` would call them normal')
  expect(proposal.tell()).toBeUndefined()
})

test('nothing is learned unasked', async () => {
  const db = await storeWith(week)
  new Proposal(db, false).tell()
  expect(all(db, 'SELECT * FROM v_baseline')).toEqual([])
})

test('--auto-learn learns the week, and is content with a baseline that is there', async () => {
  const db = await storeWith(week)
  expect(new Proposal(db, true).tell()).toContain('were learned as baseline main')
  expect(all(db, 'SELECT name, active, exchanges FROM v_baseline')).toEqual([
    { name: 'main', active: 1, exchanges: week.length },
  ])
  expect(new Proposal(db, true).tell()).toBeUndefined()
})

test('an attack in the week is kept out and told', async () => {
  const stop = modbus(50_000, {
    func: 'DIAGNOSTICS',
    request_subfunction_code: 'Force Listen Only Mode',
  })
  const db = await storeWith([...week.slice(0, 900), stop, ...week.slice(900)])
  await detect(db, { detectors: loadDetectors() })
  expect(new Proposal(db, true).tell()).toMatch(
    /1 function\(s\) that are never normal were kept out; 1 finding\(s\) of high or critical lie in them/,
  )
})
