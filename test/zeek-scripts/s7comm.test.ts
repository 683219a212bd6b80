import { hex, join } from '../support/capture/bytes.js'
import { Conversation } from '../support/capture/conversation.js'
import * as s7 from '../support/capture/s7comm.js'
import type { Row, ZeekOptions, ZeekResult } from '../support/zeek.js'
import { describeWithZeek, runZeek } from '../support/zeek.js'

const M = 0x83
const DB = 0x84

function run(conversation: Conversation, options: ZeekOptions = {}): ZeekResult {
  const result = runZeek(conversation.packets, options)
  expect(result.logs.reporter).toBeUndefined()
  expect(result.printed).toBe('')
  return result
}

function rows(conversation: Conversation, options: ZeekOptions = {}): Row[] {
  return run(conversation, options).logs.otsift_s7comm ?? []
}

function exchange(request: Buffer, response: Buffer): Row | undefined {
  const found = rows(new Conversation(102).open().fromClient(request).fromServer(response).close())
  expect(found).toHaveLength(1)
  expect(found[0]?.kind).toBe('exchange')
  return found[0]
}

const read = (reference: number): Buffer =>
  s7.job(reference, s7.items(4, [{ area: M, address: 80, type: 2, count: 1 }]))
const readDone = (reference: number): Buffer =>
  s7.ackData(reference, Buffer.from([4, 1]), s7.value(Buffer.from([reference & 0xff])))

describeWithZeek('otsift_s7comm units', () => {
  it('reads the connection request: TSAPs, rack and slot', () => {
    const row = rows(
      new Conversation(102)
        .open()
        .fromClient(s7.cotpConnect(0xe0, 0x0100, 0x0122))
        .fromServer(s7.cotpConnect(0xd0, 0x0100, 0x0122))
        .close(),
    )[0]
    expect(row).toMatchObject({ kind: 'connect', cotp_type: 0xe0, cotp_response: 0xd0 })
    expect(row).toMatchObject({ calling_tsap: '0100', called_tsap: '0122' })
    expect(row).toMatchObject({ connection_type: 1, rack: 1, slot: 2 })
  })

  it('has a row for a connection request without answer, and for a disconnect', () => {
    const found = rows(
      new Conversation(102)
        .open()
        .fromClient(s7.cotpConnect(0xe0, 0x0100, 0x0102), s7.cotpDisconnect())
        .close(),
    )
    expect(found.map((row) => row.kind)).toEqual(['disconnect', 'connect'])
  })

  it('logs the agreed length of a unit', () => {
    const row = exchange(s7.job(1, s7.setup(480)), s7.ackData(1, s7.setup(240)))
    expect(row).toMatchObject({ rosctr: 1, func: 240, pdu_length: 240, error_class: 0 })
  })

  it('pairs a read of several items with its values', () => {
    const list = [
      { area: DB, db: 7, address: 12 * 8, type: 2, count: 3 },
      { area: M, address: 10 * 8 + 3, type: 1, count: 1 },
    ]
    const values = join(s7.value(Buffer.from([1, 2, 3]), 0xff, false), hex('0a000004'))
    const row = exchange(s7.job(77, s7.items(4, list)), s7.ackData(77, Buffer.from([4, 2]), values))
    expect(row).toMatchObject({ func: 4, pdu_reference: 77, items: 2, item_areas: [DB, M] })
    expect(row).toMatchObject({ item_dbs: [7, 0], item_addresses: [96, 83], item_types: [2, 1] })
    expect(row).toMatchObject({ item_counts: [3, 1], values: ['010203', ''] })
    expect(row?.item_status).toEqual([0xff, 0x0a])
  })

  it('logs what was written, and the status of each item', () => {
    const list = [{ area: DB, db: 1, address: 0, type: 4, count: 1 }]
    const row = exchange(
      s7.job(2, s7.items(5, list), s7.value(hex('0bb8'), 0)),
      s7.ackData(2, Buffer.from([5, 1]), Buffer.from([5])),
    )
    expect(row).toMatchObject({ func: 5, values: ['0bb8'], item_status: [5] })
  })

  it('logs an error without data', () => {
    const row = exchange(s7.job(3, s7.plcStop()), s7.ackError(3, 0x84, 0x04))
    expect(row).toMatchObject({ func: 41, pi_service: 'P_PROGRAM', error_class: 0x84 })
    expect(row?.error_code).toBe(4)
  })

  it('names the service of PLC control and what it is asked', () => {
    const done = s7.ackData(4, Buffer.from([0x28]))
    const cold = exchange(s7.job(4, s7.plcControl('P_PROGRAM', Buffer.from('C '))), done)
    expect(cold).toMatchObject({ func: 40, pi_service: 'P_PROGRAM', pi_argument: 'C ' })
    const block = join(Buffer.from([1, 0]), Buffer.from('0A00042P'))
    const insert = exchange(s7.job(4, s7.plcControl('_INSE', block)), done)
    expect(insert).toMatchObject({ pi_service: '_INSE', filename: '0A00042P' })
    expect(insert).toMatchObject({ block_type: '0A', block_number: 42, block_filesystem: 'P' })
  })

  it('logs a download that the PLC then asks for by itself', () => {
    const found = rows(
      new Conversation(102)
        .open()
        .fromClient(s7.job(5, s7.requestDownload('_0800001P', 222, 100)))
        .fromServer(s7.ackData(5, Buffer.from([0x1a])))
        .fromServer(s7.job(90, join(hex('1b00000000000000 09'), Buffer.from('_0800001P'))))
        .fromClient(s7.ackData(90, hex('1b00'), hex('000400fb01020304')))
        .close(),
    )
    expect(found[0]).toMatchObject({ func: 26, is_orig: true, block_type: '08', block_length: 222 })
    expect(found[1]).toMatchObject({ kind: 'exchange', func: 27, is_orig: false, block_number: 1 })
  })

  it('reads userdata: lists, blocks, pushes', () => {
    const szl = { reference: 6, group: 4, sub: 1, payload: hex('0424 0001') }
    const list = exchange(
      s7.userdata({ ...szl, type: 4 }),
      s7.userdata({ ...szl, type: 8, payload: hex('0424 0000 0014 0001') }),
    )
    expect(list).toMatchObject({ rosctr: 7, ud_group: 4, ud_subfunction: 1, szl_id: 0x0424 })
    expect(list).toMatchObject({ szl_index: 1, return_code: 0xff, error_class: 0 })
    const info = { reference: 7, group: 3, sub: 3, payload: Buffer.from('0A00015A') }
    const block = exchange(
      s7.userdata({ ...info, type: 4 }),
      s7.userdata({ ...info, type: 8, returnCode: 0x0a, payload: Buffer.alloc(0) }),
    )
    expect(block).toMatchObject({ block_type: '0A', block_number: 15, return_code: 0x0a })
    const push = rows(
      new Conversation(102)
        .open()
        .fromServer(s7.userdata({ reference: 0, type: 0, group: 4, sub: 3 }))
        .close(),
    )
    expect(push[0]).toMatchObject({ kind: 'push', ud_group: 4, ud_subfunction: 3, is_orig: false })
  })

  it('recognises S7comm-plus by version, opcode and function', () => {
    const found = rows(
      new Conversation(102)
        .open()
        .fromClient(s7.s7Plus({ opcode: 0x31, func: 0x04ca, sequence: 3 }))
        .fromServer(s7.s7Plus({ version: 3, opcode: 0x32, func: 0x0542, sequence: 4 }))
        .fromClient(s7.cotpData(hex('72ff000000')))
        .close(),
    )
    expect(found[0]).toMatchObject({ kind: 'plus', plus_version: 1, plus_opcode: 0x31 })
    expect(found[0]).toMatchObject({ plus_function: 0x04ca, plus_sequence: 3 })
    expect(found[1]).toMatchObject({ plus_version: 3, plus_opcode: 0x32, plus_function: 0x0542 })
    expect(found[2]).toMatchObject({ plus_version: 0xff })
    expect(found[2]).not.toHaveProperty('plus_opcode')
  })

  it('labels the connection', () => {
    const conversation = new Conversation(102).open().fromClient(read(1)).close()
    expect(run(conversation).logs.conn?.[0]?.service).toContain('s7comm')
  })
})

describeWithZeek('otsift_s7comm streams', () => {
  it('reads several units in a segment, and units cut anywhere', () => {
    const requests = Buffer.concat([1, 2, 3].map(read))
    const answers = Buffer.concat([1, 2, 3].map(readDone))
    for (const cut of [1, 3, 5, 8, 20, 33]) {
      const found = rows(
        new Conversation(102)
          .open()
          .fromClient(requests)
          .fromServer(answers.subarray(0, cut), answers.subarray(cut))
          .close(),
      )
      expect(found.map((row) => [row.kind, row.pdu_reference, row.values])).toEqual([
        ['exchange', 1, ['01']],
        ['exchange', 2, ['02']],
        ['exchange', 3, ['03']],
      ])
    }
  })

  it('puts a unit of several COTP data units together', () => {
    const unit = s7.s7Unit(1, { reference: 8, param: s7.setup(240) })
    const found = rows(
      new Conversation(102)
        .open()
        .fromClient(s7.cotpData(unit.subarray(0, 6), false), s7.cotpData(unit.subarray(6)))
        .close(),
    )
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ kind: 'request', func: 240, pdu_length: 240 })
  })

  it('finds its way in a capture that begins in the middle of a unit', () => {
    const found = rows(
      new Conversation(102)
        .fromClient(join(read(1).subarray(9), read(2)))
        .fromServer(readDone(2))
        .close(),
    )
    expect(found.map((row) => [row.kind, row.pdu_reference])).toEqual([['exchange', 2]])
  })

  it('goes on behind a gap', () => {
    const found = rows(
      new Conversation(102)
        .open()
        .fromClient(read(1))
        .fromServer(readDone(1).subarray(0, 12))
        .lose(false, 200)
        .fromServer(join(readDone(9).subarray(7), readDone(1)))
        .close(),
    )
    expect(found.map((row) => [row.kind, row.pdu_reference])).toEqual([['exchange', 1]])
  })

  it('says so where bytes make no sense, and goes on', () => {
    const found = rows(
      new Conversation(102)
        .open()
        .fromClient(read(1), join(hex('deadbeef'), read(2)))
        .fromServer(join(readDone(1), readDone(2)))
        .close(),
    )
    expect(found.map((row) => row.kind)).toEqual(['violation', 'exchange', 'exchange'])
    expect(found[0]?.reason).toMatch(/deadbeef/)
  })

  it('logs a truncated unit by its header, and says so', () => {
    const unit = s7.s7Unit(1, { reference: 8, param: s7.setup(240) }).subarray(0, 14)
    const found = rows(new Conversation(102).open().fromClient(s7.cotpData(unit)).close())
    expect(found.map((row) => row.kind)).toEqual(['violation', 'request'])
    expect(found[1]).toMatchObject({ func: 240 })
  })

  it('leaves other protocols on the port alone after one row', () => {
    const mms = s7.cotpData(hex('0100 0100 61 25'))
    const foreign = new Conversation(102).open()
    for (let n = 0; n < 30; n += 1) foreign.fromClient(mms)
    const found = rows(foreign.close())
    expect(found.map((row) => row.kind)).toEqual(['other'])
    const http = Buffer.from('GET / HTTP/1.1\r\n\r\n'.repeat(400))
    const web = new Conversation(102).open()
    for (let n = 0; n < 12; n += 1) web.fromClient(http.subarray(0, 7000).subarray(0, 1400))
    expect(rows(web.close(), { script: 'redef OtsiftS7comm::max_skipped = 5000;' })).toHaveLength(2)
  })

  it('reads other ports where the site says so', () => {
    const conversation = new Conversation(1102).open().fromClient(read(1)).close()
    expect(rows(conversation)).toEqual([])
    const script = 'redef OtsiftS7comm::ports += { 1102/tcp };'
    expect(rows(conversation, { script })).toHaveLength(1)
  })

  it('leaves values out where the site wants that', () => {
    const conversation = new Conversation(102).open().fromClient(read(1)).fromServer(readDone(1))
    const [row] = rows(conversation.close(), { script: 'redef OtsiftS7comm::log_values = F;' })
    expect(row).toMatchObject({ kind: 'exchange', item_status: [255] })
    expect(row).not.toHaveProperty('values')
  })
})
