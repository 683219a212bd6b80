import { join } from 'node:path'
import { learn } from '../../src/baseline/learn.js'
import { hostOf } from '../../src/report/host.js'
import { hostText } from '../../src/report/host-text.js'
import { plainLook } from '../../src/report/terminal.js'
import { dnp3, logs, modbus, polls, siteStart } from '../support/site.js'
import { one, storeOf } from '../support/store.js'
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

test('unsolicited responses are nothing that the client asks, and are told to be more than are counted so', async () => {
  const unsolicited = { fc_request: undefined, fc_reply: 'UNSOLICITED_RESPONSE' }
  const rows = [
    dnp3(1, 'READ'),
    dnp3(2, 'READ', unsolicited),
    dnp3(3, 'CONFIRM', { fc_reply: 'UNSOLICITED_RESPONSE' }),
  ]
  const db = await storeOf(join(directoryWith(logs({ dnp3: rows })), 'dnp3.log'))
  const client = hostText(hostOf(db, '10.0.1.1'), plainLook)
  const [asks, sent = ''] = client.split('It is sent, with no request in the log\n')
  expect(asks).toMatch(/It asks\n/)
  expect(asks).not.toContain('UNSOLICITED_RESPONSE')
  expect(sent).toMatch(/UNSOLICITED_RESPONSE +1 /)
  const [, sql = ''] = /otsift query "(.*)"/.exec(sent) ?? []
  expect(one(db, sql)).toBe(2)
  const server = hostText(hostOf(db, '10.0.1.2'), plainLook)
  expect(server).toMatch(/It sends, with no request in the log\n.*\n.*UNSOLICITED_RESPONSE/)
})

test('a host that only reports by itself is a server all the same', async () => {
  const rows = [dnp3(2, 'READ', { fc_request: undefined, fc_reply: 'UNSOLICITED_RESPONSE' })]
  const db = await storeOf(join(directoryWith(logs({ dnp3: rows })), 'dnp3.log'))
  expect(hostText(hostOf(db, '10.0.1.2'), plainLook)).toMatch(/^10\.0\.1\.2: server of dnp3\n/)
  expect(hostText(hostOf(db, '10.0.1.1'), plainLook)).toMatch(/client of dnp3 that only reads\n/)
})
