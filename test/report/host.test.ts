import { join } from 'node:path'
import { learn } from '../../src/baseline/learn.js'
import { hostOf } from '../../src/report/host.js'
import { hostText } from '../../src/report/host-text.js'
import { plainLook } from '../../src/report/terminal.js'
import { logs, modbus, polls, siteStart } from '../support/site.js'
import { storeOf } from '../support/store.js'
import { directoryWith } from '../support/temporary.js'

const day = 24 * 3600

/** The HMI polls for a day that is learned; then a stranger writes. */
async function site() {
  const write = modbus(day + 60, {
    uid: 'C7',
    'id.orig_h': '10.0.0.9',
    func: 'WRITE_SINGLE_REGISTER',
    address: 7,
    quantity: 1,
  })
  const directory = directoryWith(logs({ modbus: [...polls(0, 25), write] }))
  const db = await storeOf(join(directory, 'modbus_detailed.log'))
  learn(db, { name: 'main', minimum: 20, to: siteStart + day })
  return db
}

test('a server is told with who asks it for what, and what of that is new', async () => {
  const text = hostText(hostOf(await site(), '10.0.0.2'), plainLook)
  expect(text).toMatch(/^10\.0\.0\.2: server of modbus\n/)
  expect(text).toMatch(/10\.0\.0\.1 .*READ_HOLDING_REGISTERS .* yes\n/)
  expect(text).toMatch(/10\.0\.0\.9 .*WRITE_SINGLE_REGISTER .* new\n/)
})

test('a client is told with what it changes', async () => {
  const text = hostText(hostOf(await site(), '10.0.0.9'), plainLook)
  expect(text).toMatch(/^10\.0\.0\.9: client of modbus that also does write\n/)
})

test('a client that changes nothing only reads', async () => {
  const text = hostText(hostOf(await site(), '10.0.0.1'), plainLook)
  expect(text).toMatch(/^10\.0\.0\.1: client of modbus that only reads\n/)
})

test('a host that was never seen is an error that says where to look', async () => {
  const db = await site()
  expect(() => hostOf(db, '10.9.9.9')).toThrow(/No host 10\.9\.9\.9/)
})
