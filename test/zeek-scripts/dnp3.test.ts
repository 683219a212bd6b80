import { Conversation, datagrams } from '../support/capture/conversation.js'
import {
  all,
  crob,
  dnp3,
  indexed,
  MASTER_TO_OUTSTATION as M2O,
  OUTSTATION_TO_MASTER as O2M,
  range,
  request,
  response,
} from '../support/capture/dnp3.js'
import type { Packet } from '../support/capture/pcap.js'
import type { Row } from '../support/zeek.js'
import { describeWithZeek, runZeek } from '../support/zeek.js'

function rows(packets: readonly Packet[]): Row[] {
  const result = runZeek(packets)
  expect(result.logs.reporter).toBeUndefined()
  expect(result.printed).toBe('')
  return result.logs.otsift_dnp3 ?? []
}

function tcp(fill: (conversation: Conversation) => void): Row[] {
  const conversation = new Conversation(20_000).open()
  fill(conversation)
  return rows(conversation.close().packets)
}

describeWithZeek('otsift_dnp3', () => {
  it('pairs a read with its answer: link addresses, control, IIN, object headers', () => {
    const classes = [all(60, 2), all(60, 3), all(60, 4)]
    const points = range(1, 2, 0, 3, Buffer.from([0x81, 1, 1, 1]))
    const [row, ...others] = tcp((it) =>
      it
        .fromClient(dnp3(M2O, request(1, classes, { seq: 5 })))
        .fromServer(dnp3(O2M, response(0x9000, [points], { seq: 5, con: true }))),
    )
    expect(others).toEqual([])
    expect(row).toMatchObject({ kind: 'exchange', fc: 1, response_fc: 0x81, iin: 0x9000, seq: 5 })
    expect(row).toMatchObject({ link_src: 1, link_dst: 10, is_orig: true, fir: true, fin: true })
    expect(row).toMatchObject({ con: false, response_con: true, response_uns: false })
    expect(row).toMatchObject({ objects: 3, groups: [60, 60, 60], variations: [2, 3, 4] })
    expect(row).toMatchObject({ qualifiers: [6, 6, 6], range_low: [0, 0, 0] })
    expect(row).toMatchObject({ response_groups: [1], response_range_high: [3] })
    expect(row?.response_object_counts).toEqual([4])
    expect(Number(row?.response_ts) - Number(row?.ts)).toBeCloseTo(0.02, 5)
  })

  it('logs control blocks with the status of the answer', () => {
    const blocks = (status: number): Buffer =>
      indexed(12, 1, [
        { index: 3, data: crob({ code: 0x41, count: 2, on: 250, off: 500, status }) },
        { index: 4, data: crob({ code: 0x03, status: 0 }) },
      ])
    const [row] = tcp((it) =>
      it
        .fromClient(dnp3(M2O, request(5, [blocks(0)])))
        .fromServer(dnp3(O2M, response(0, [blocks(4)]))),
    )
    expect(row).toMatchObject({ fc: 5, control_kinds: ['crob', 'crob'], control_indexes: [3, 4] })
    expect(row).toMatchObject({ control_codes: [0x41, 3], control_counts: [2, 1] })
    expect(row).toMatchObject({ control_on: [250, 100], control_off: [500, 100] })
    expect(row?.control_status).toEqual([4, 0])
  })

  it('has a row for a request that is not answered', () => {
    const found = tcp((it) => it.fromClient(dnp3(M2O, request(13))))
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ kind: 'request', fc: 13 })
    expect(found[0]).not.toHaveProperty('response_ts')
  })

  it('does not wait for what is never answered', () => {
    const block = indexed(12, 1, [{ index: 0, data: crob({ code: 3 }) }])
    const everyone = { ...M2O, destination: 65_535 }
    const found = tcp((it) =>
      it.fromClient(
        dnp3(M2O, request(0, [], { seq: 1 })),
        dnp3(M2O, request(6, [block], { seq: 2 })),
        dnp3(everyone, request(13, [], { seq: 3 })),
      ),
    )
    expect(found.map((row) => [row.kind, row.fc])).toEqual([
      ['oneway', 0],
      ['oneway', 6],
      ['oneway', 13],
    ])
    expect(found[1]).toMatchObject({ control_kinds: ['crob'], control_status: [0] })
  })

  it('tells unsolicited responses, further fragments and lone responses apart', () => {
    const found = tcp((it) =>
      it
        .fromServer(dnp3(O2M, response(0, [], { seq: 0, uns: true, con: true }, 0x82)))
        .fromServer(dnp3(O2M, response(0, [], { seq: 7, fin: false })))
        .fromServer(dnp3(O2M, response(0, [], { seq: 8, fir: false }))),
    )
    expect(found.map((row) => row.kind)).toEqual(['unsolicited', 'response', 'fragment'])
    expect(found[0]).toMatchObject({ response_fc: 0x82, uns: true, link_src: 10, is_orig: false })
  })

  it('logs the headers of writes, and leaves out what it cannot tell from data', () => {
    const clear = range(80, 1, 7, 7, Buffer.from([0]))
    // The data are such that the analyzer finds another header in them: 6 is "all objects".
    const output = indexed(41, 2, [{ index: 1, data: Buffer.from([0x3c, 0x06]) }])
    const found = tcp((it) =>
      it
        .fromClient(dnp3(M2O, request(2, [clear], { seq: 1 })))
        .fromClient(dnp3(M2O, request(5, [output], { seq: 2 }))),
    )
    expect(found[0]).toMatchObject({ fc: 2, groups: [80], range_low: [7], range_high: [7] })
    expect(found[1]).toMatchObject({ fc: 5, groups: [41], objects: 1, object_counts: [1] })
  })

  it('puts a fragment of several link frames together', () => {
    const values = range(30, 4, 0, 199, Buffer.alloc(400, 1))
    const [row] = tcp((it) =>
      it
        .fromClient(dnp3(M2O, request(1, [all(30, 4)])))
        .fromServer(dnp3(O2M, response(0, [values]))),
    )
    expect(row).toMatchObject({ kind: 'exchange', response_objects: 1, response_groups: [30] })
    expect(row?.response_object_counts).toEqual([200])
  })

  it('reads UDP', () => {
    const client = { address: '10.0.0.1', port: 20_000 }
    const server = { address: '10.0.0.2', port: 20_000 }
    const found = rows(
      datagrams(client, server, [
        { fromClient: true, payload: dnp3(M2O, request(1, [all(60, 1)])) },
        { fromClient: false, payload: dnp3(O2M, response(0)) },
      ]),
    )
    expect(found.map((row) => row.kind)).toEqual(['exchange'])
  })

  it('logs a broken checksum as a violation', () => {
    const broken = dnp3(M2O, request(1, [all(60, 1)]))
    broken[9] = (broken[9] ?? 0) ^ 0xff
    const found = tcp((it) => it.fromClient(broken))
    expect(found.map((row) => row.kind)).toEqual(['violation'])
  })
})
