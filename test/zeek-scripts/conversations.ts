import { hex, join } from '../support/capture/bytes.js'
import * as dnp3 from '../support/capture/dnp3.js'
import * as mb from '../support/capture/modbus.js'
import type { Message } from '../support/capture/mutate.js'
import * as s7 from '../support/capture/s7comm.js'

const M2O = dnp3.MASTER_TO_OUTSTATION
const O2M = dnp3.OUTSTATION_TO_MASTER

const sent = (payload: Buffer): Message => ({ fromClient: true, payload })
const received = (payload: Buffer): Message => ({ fromClient: false, payload })

/** Most functions of Modbus once. */
export function modbusMessages(): Message[] {
  const pairs: [Buffer, Buffer][] = [
    [mb.readRequest(1, 0, 10), mb.coilsResponse(1, 0xcd, 1)],
    [mb.readRequest(3, 100, 2), mb.registersResponse(3, [17, 4000])],
    [mb.writeSingle(5, 7, 0xff00), mb.writeSingle(5, 7, 0xff00)],
    [mb.writeSingle(6, 7, 99), mb.writeSingle(6, 7, 99)],
    [mb.diagnostics(1, 0), mb.diagnostics(1, 0)],
    [mb.writeCoils(3, 3, 5), mb.writeDone(15, 3, 3)],
    [mb.writeRegisters(40, [1, 2]), mb.writeDone(16, 40, 2)],
    [hex('14 07 06 0004 0001 0002'), hex('14 06 05 06 0dfe 0020')],
    [hex('15 09 06 0004 0007 0001 06af'), hex('15 09 06 0004 0007 0001 06af')],
    [mb.maskWrite(4, 0xf2, 0x25), mb.maskWrite(4, 0xf2, 0x25)],
    [mb.readWrite(3, 2, 14, [255, 1]), mb.registersResponse(23, [8, 9])],
    [hex('18 04de'), hex('18 0006 0002 01b8 1284')],
    [hex('2b 0e 01 00'), hex('2b 0e 01 01 00 00 01 00 02 4142')],
    [hex('5a 00 02'), mb.exception(90, 1)],
  ]
  return pairs.flatMap(([request, response], tid) => [
    sent(mb.modbus(request, { tid })),
    received(mb.modbus(response, { tid })),
  ])
}

/** Polls, controls, a write, a file, a restart. */
export function dnp3Messages(): Message[] {
  const block = dnp3.indexed(12, 1, [{ index: 3, data: dnp3.crob({ code: 0x41 }) }])
  const points = dnp3.range(1, 2, 0, 1, Buffer.from([0x81, 1]))
  const clock = join(hex('32 01 07 01'), hex('000102030405'))
  const steps: [number, Buffer[], Buffer[]][] = [
    [1, [dnp3.all(60, 1), dnp3.all(60, 2)], [points]],
    [3, [block], [block]],
    [4, [block], [block]],
    [2, [clock], []],
    [2, [dnp3.range(80, 1, 7, 7, Buffer.from([0]))], []],
    [21, [dnp3.all(60, 2)], []],
    [13, [], [hex('34 02 07 01 e803')]],
    [1, [dnp3.all(30, 4)], [dnp3.range(30, 4, 0, 199, Buffer.alloc(400, 1))]],
  ]
  return steps.flatMap(([func, asked, answered], seq) => [
    sent(dnp3.dnp3(M2O, dnp3.request(func, asked, { seq }))),
    received(dnp3.dnp3(O2M, dnp3.response(0, answered, { seq }))),
  ])
}

/** A connection, reads, writes, a download, lists, control, S7comm-plus. */
export function s7commMessages(): Message[] {
  const list = [
    { area: 0x84, db: 7, address: 96, type: 2, count: 3 },
    { area: 0x83, address: 83, type: 1, count: 1 },
  ]
  const values = join(s7.value(hex('010203'), 0xff, false), s7.value(hex('01')))
  const szl = { reference: 5, group: 4, sub: 1, payload: hex('0424 0000') }
  const name = Buffer.from('_0800001P')
  return [
    sent(s7.cotpConnect(0xe0, 0x0100, 0x0102)),
    received(s7.cotpConnect(0xd0, 0x0100, 0x0102)),
    sent(s7.job(1, s7.setup(480))),
    received(s7.ackData(1, s7.setup(240))),
    sent(s7.job(2, s7.items(4, list))),
    received(s7.ackData(2, hex('0402'), values)),
    sent(s7.job(3, s7.items(5, list), values)),
    received(s7.ackData(3, hex('0502'), hex('ff05'))),
    sent(s7.job(4, s7.requestDownload('_0800001P', 222, 100))),
    received(s7.ackData(4, hex('1a'))),
    received(s7.job(90, join(hex('1b00000000000000 09'), name))),
    sent(s7.ackData(90, hex('1b00'), hex('000400fb01020304'))),
    sent(s7.userdata({ ...szl, type: 4 })),
    received(s7.userdata({ ...szl, type: 8 })),
    sent(
      s7.userdata({ reference: 6, type: 4, group: 3, sub: 3, payload: Buffer.from('0A00015A') }),
    ),
    sent(s7.job(7, s7.plcControl('_INSE', join(hex('0100'), Buffer.from('0A00042P'))))),
    received(s7.ackData(7, hex('28'))),
    sent(s7.job(8, s7.plcStop())),
    received(s7.ackError(8, 0x84, 4)),
    sent(s7.s7Plus({ opcode: 0x31, func: 0x04bb })),
    received(s7.s7Plus({ version: 3, opcode: 0x32, func: 0x04bb })),
    sent(s7.cotpDisconnect()),
  ]
}
