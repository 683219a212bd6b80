import { join } from '../support/capture/bytes.js'
import { Conversation } from '../support/capture/conversation.js'
import * as mb from '../support/capture/modbus.js'
import * as s7 from '../support/capture/s7comm.js'
import type { Row } from '../support/zeek.js'
import { describeWithZeek, runZeek } from '../support/zeek.js'
import { WATCH_BOUNDS } from './bounds.js'

const REQUEST = s7.items(4, [{ area: 0x83, address: 0, type: 2, count: 1 }])

function rows(conversation: Conversation, log: string): Row[] {
  const result = runZeek(conversation.close().packets, { script: WATCH_BOUNDS })
  expect(result.logs.reporter).toBeUndefined()
  expect(result.printed).toBe('')
  return result.logs[log] ?? []
}

describeWithZeek('state of one connection', () => {
  it('stays small under a unit that never ends', () => {
    const conversation = new Conversation(102).open()
    const head = Buffer.from([3, 0, 0x3f, 0xff, 2, 0xf0, 0x80])
    conversation.fromClient(join(head, Buffer.alloc(1000)))
    for (let n = 0; n < 200; n += 1) conversation.fromClient(Buffer.alloc(1400, 0x41))
    expect(rows(conversation, 'otsift_s7comm').map((row) => row.kind)).toContain('violation')
  })

  it('stays small under data units that are never the last', () => {
    const conversation = new Conversation(102).open()
    for (let n = 0; n < 300; n += 1) {
      conversation.fromClient(s7.cotpData(Buffer.alloc(500, 0x32), false))
    }
    expect(rows(conversation, 'otsift_s7comm').map((row) => row.kind)).toContain('violation')
  })

  it('stays small under requests without answer, and each has its row', () => {
    const s7comm = new Conversation(102).open()
    const modbus = new Conversation(502).open()
    for (let n = 0; n < 2000; n += 1) {
      s7comm.fromClient(s7.job(n, REQUEST))
      modbus.fromClient(mb.modbus(mb.readRequest(3, n, 1), { tid: n % 7 }))
    }
    expect(rows(s7comm, 'otsift_s7comm')).toHaveLength(2000)
    expect(rows(modbus, 'otsift_modbus')).toHaveLength(2000)
  })
})
