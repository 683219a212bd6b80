import { Conversation } from '../support/capture/conversation.js'
import * as mb from '../support/capture/modbus.js'
import type { Row, ZeekOptions } from '../support/zeek.js'
import { describeWithZeek, runZeek } from '../support/zeek.js'

const START = 1_700_000_000

function rows(conversation: Conversation, options: ZeekOptions = {}): Row[] {
  const result = runZeek(conversation.packets, options)
  expect(result.logs.reporter).toBeUndefined()
  expect(result.printed).toBe('')
  return result.logs.otsift_modbus ?? []
}

function exchange(request: Buffer, response: Buffer, header: mb.Mbap = {}): Row[] {
  return rows(
    new Conversation(502)
      .open()
      .fromClient(mb.modbus(request, header))
      .fromServer(mb.modbus(response, header))
      .close(),
  )
}

describeWithZeek('otsift_modbus', () => {
  it('pairs a read with its answer in one row, at the time of the request', () => {
    const [row, ...others] = exchange(
      mb.readRequest(3, 100, 3),
      mb.registersResponse(3, [1, 65_535, 7]),
      { tid: 9, unit: 17 },
    )
    expect(others).toEqual([])
    expect(row).toMatchObject({ kind: 'exchange', tid: 9, unit: 17, func: 3, length: 6 })
    expect(row).toMatchObject({ address: 100, quantity: 3, values: [1, 65_535, 7] })
    expect(row).toMatchObject({ response_length: 9, 'id.resp_p': 502 })
    expect(row?.ts).toBeCloseTo(START + 0.03, 5)
    expect(row?.response_ts).toBeCloseTo(START + 0.05, 5)
  })

  it('cuts the padding off coils', () => {
    const [row] = exchange(mb.readRequest(1, 4, 10), mb.coilsResponse(1, 0b1010_0101, 0b11))
    expect(row).toMatchObject({ func: 1, address: 4, quantity: 10 })
    expect(row?.values).toEqual([1, 0, 1, 0, 0, 1, 0, 1, 1, 1])
  })

  it('logs what was written, and whether the echo agrees', () => {
    const [right] = exchange(mb.writeSingle(6, 5, 99), mb.writeSingle(6, 5, 99))
    expect(right).toMatchObject({ func: 6, address: 5, values: [99], mismatch: false })
    const [wrong] = exchange(mb.writeSingle(5, 5, 0xff00), mb.writeSingle(5, 6, 0xff00))
    expect(wrong).toMatchObject({ func: 5, address: 5, values: [1], mismatch: true })
    const [many] = exchange(mb.writeRegisters(40, [1, 2]), mb.writeDone(16, 40, 2))
    expect(many).toMatchObject({ func: 16, address: 40, quantity: 2, values: [1, 2] })
    expect(many?.mismatch).toBe(false)
    const [coils] = exchange(mb.writeCoils(3, 3, 0b101), mb.writeDone(15, 3, 3))
    expect(coils).toMatchObject({ func: 15, address: 3, quantity: 3, values: [1, 0, 1] })
  })

  it('logs masks, and both halves of read/write', () => {
    const [mask] = exchange(mb.maskWrite(4, 0xf2, 0x25), mb.maskWrite(4, 0xf2, 0x25))
    expect(mask).toMatchObject({ address: 4, and_mask: 0xf2, or_mask: 0x25, mismatch: false })
    const [both] = exchange(mb.readWrite(3, 2, 14, [255, 1]), mb.registersResponse(23, [8, 9]))
    expect(both).toMatchObject({ address: 3, quantity: 2, values: [8, 9] })
    expect(both).toMatchObject({ write_address: 14, write_values: [255, 1] })
  })

  it('logs the exception of a vendor function, and a diagnostics sub-function', () => {
    const [refused] = exchange(Buffer.from([90, 0, 2]), mb.exception(90, 1))
    expect(refused).toMatchObject({ kind: 'exchange', func: 90, exception: 1, subfunction: 2 })
    const [stop] = exchange(Buffer.from([90, 0x11, 0x41, 0xff, 0]), Buffer.from([90, 0x11, 0xfe]))
    expect(stop).toMatchObject({ kind: 'exchange', func: 90, subfunction: 0x41 })
    const [restart] = exchange(mb.diagnostics(1, 0xff00), mb.diagnostics(1, 0xff00))
    expect(restart).toMatchObject({ func: 8, subfunction: 1, data: 'ff00' })
  })

  it('has rows for a request without response and a response without request', () => {
    const found = rows(
      new Conversation(502)
        .open()
        .fromClient(mb.modbus(mb.readRequest(3, 1, 1), { tid: 1 }))
        .fromServer(mb.modbus(mb.registersResponse(3, [5]), { tid: 2 }))
        .close(),
    )
    const kinds = found.map((row) => [row.kind, row.tid])
    expect(kinds).toEqual([
      ['response', 2],
      ['request', 1],
    ])
  })

  it('gives up a request whose transaction id is used again after a while', () => {
    const found = rows(
      new Conversation(502)
        .open()
        .fromClient(mb.modbus(mb.readRequest(3, 1, 1)))
        .wait(1)
        .fromClient(mb.modbus(mb.readRequest(3, 2, 1)))
        .fromServer(mb.modbus(mb.registersResponse(3, [5])))
        .close(),
    )
    expect(found.map((row) => [row.kind, row.address])).toEqual([
      ['request', 1],
      ['exchange', 2],
    ])
  })

  it('pairs in order where a client sends on under one transaction id', () => {
    const found = rows(
      new Conversation(502)
        .open()
        .fromClient(...[1, 2, 3, 4].map((at) => mb.modbus(mb.readRequest(3, at, 1))))
        .fromServer(...[1, 2, 3].map((value) => mb.modbus(mb.registersResponse(3, [value]))))
        .close(),
    )
    expect(found.map((row) => [row.kind, row.address, row.values])).toEqual([
      ['exchange', 1, [1]],
      ['exchange', 2, [2]],
      ['exchange', 3, [3]],
      ['request', 4, undefined],
    ])
  })

  it('does not wait for an answer longer than the timeout', () => {
    const found = rows(
      new Conversation(502)
        .open()
        .fromClient(mb.modbus(mb.readRequest(3, 1, 1), { tid: 1 }))
        .wait(11)
        .fromServer(mb.modbus(mb.registersResponse(3, [5]), { tid: 1 }))
        .close(),
    )
    expect(found.map((row) => row.kind)).toEqual(['request', 'response'])
  })

  it('reads several units in one segment and one unit in several', () => {
    const units = [1, 2, 3].map((tid) => mb.modbus(mb.readRequest(4, tid, 1), { tid }))
    const answers = [1, 2, 3].map((tid) => mb.modbus(mb.registersResponse(4, [tid]), { tid }))
    const bytes = Buffer.concat(answers)
    const found = rows(
      new Conversation(502)
        .open()
        .fromClient(Buffer.concat(units))
        .fromServer(bytes.subarray(0, 5), bytes.subarray(5, 20), bytes.subarray(20))
        .close(),
    )
    expect(found.map((row) => [row.kind, row.address, row.values])).toEqual([
      ['exchange', 1, [1]],
      ['exchange', 2, [2]],
      ['exchange', 3, [3]],
    ])
  })

  it('logs a wrong protocol id as a violation and sees the traffic after it', () => {
    const conversation = new Conversation(502)
      .open()
      .fromClient(mb.modbus(mb.readRequest(3, 1, 1), { tid: 1 }))
      .fromServer(mb.modbus(mb.registersResponse(3, [5]), { tid: 1 }))
      .fromClient(mb.modbus(mb.readRequest(3, 1, 1), { tid: 2, protocol: 7 }))
      .fromClient(mb.modbus(mb.writeSingle(6, 2, 1), { tid: 3 }))
      .fromServer(mb.modbus(mb.writeSingle(6, 2, 1), { tid: 3 }))
      .close()
    const found = rows(conversation)
    expect(found.map((row) => row.kind)).toEqual(['exchange', 'violation', 'exchange'])
    expect(found[1]?.reason).toMatch(/pid|enforc/i)
    const stock = runZeek(conversation.packets, { bare: true }).logs.modbus ?? []
    expect(stock).toHaveLength(2)
  })

  it('bounds the violations of one connection and says how many more there were', () => {
    const conversation = new Conversation(502).open()
    for (let n = 0; n < 60; n += 1) {
      conversation.fromClient(mb.modbus(mb.readRequest(3, 1, 1), { protocol: 1 }))
    }
    const found = rows(conversation.close(), {
      script: 'redef OtsiftModbus::max_violations = 5;',
    })
    expect(found).toHaveLength(6)
    expect(found[5]?.reason).toBe('55 more violations not logged')
  })

  it('bounds the requests that wait', () => {
    const conversation = new Conversation(502).open()
    for (let tid = 0; tid < 20; tid += 1) {
      conversation.fromClient(mb.modbus(mb.readRequest(3, tid, 1), { tid }))
    }
    conversation.fromServer(mb.modbus(mb.registersResponse(3, [1]), { tid: 0 })).close()
    const found = rows(conversation, { script: 'redef OtsiftModbus::max_pending = 4;' })
    expect(found).toHaveLength(21)
    expect(found[0]).toMatchObject({ kind: 'request', address: 0 })
  })

  it('leaves values out, or writes nothing, where the site wants that', () => {
    const conversation = new Conversation(502)
      .open()
      .fromClient(mb.modbus(mb.writeSingle(6, 2, 1)))
      .fromServer(mb.modbus(mb.writeSingle(6, 2, 1)))
      .close()
    const [row] = rows(conversation, { script: 'redef OtsiftModbus::log_values = F;' })
    expect(row).toMatchObject({ address: 2, quantity: 1 })
    expect(row).not.toHaveProperty('values')
    const hook = 'hook OtsiftModbus::log_policy(r: any, i: Log::ID, f: Log::Filter) { break; }'
    expect(rows(conversation, { script: hook })).toEqual([])
  })

  it('writes TSV with the types of FIELDS', () => {
    const conversation = new Conversation(502)
      .open()
      .fromClient(mb.modbus(mb.readRequest(3, 0, 2)))
      .fromServer(mb.modbus(mb.registersResponse(3, [1, 2])))
      .close()
    const text = runZeek(conversation.packets, { tsv: true }).texts.otsift_modbus ?? ''
    expect(text).toMatch(/^#path\totsift_modbus$/m)
    expect(text).toMatch(/^#types\ttime\tstring\taddr\tport\taddr\tport\tstring\ttime\tcount/m)
    expect(text).toMatch(/\texchange\t.*\t1,2\t/)
  })
})
