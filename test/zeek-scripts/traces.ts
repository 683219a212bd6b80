import { hex, join } from '../support/capture/bytes.js'
import { Conversation } from '../support/capture/conversation.js'
import * as dnp3 from '../support/capture/dnp3.js'
import * as mb from '../support/capture/modbus.js'
import type { Packet } from '../support/capture/pcap.js'
import * as s7 from '../support/capture/s7comm.js'

const M2O = dnp3.MASTER_TO_OUTSTATION
const O2M = dnp3.OUTSTATION_TO_MASTER

/** Reads, writes, an exception, an answer that never comes, and bytes that are not Modbus. */
function modbus(): Conversation {
  return new Conversation(502)
    .open()
    .fromClient(mb.modbus(mb.readRequest(3, 100, 2), { tid: 1 }))
    .fromServer(mb.modbus(mb.registersResponse(3, [17, 4000]), { tid: 1 }))
    .fromClient(mb.modbus(mb.readRequest(1, 0, 10), { tid: 2 }))
    .fromServer(mb.modbus(mb.coilsResponse(1, 0xcd, 0x01), { tid: 2 }))
    .fromClient(mb.modbus(mb.writeSingle(6, 7, 99), { tid: 3 }))
    .fromServer(mb.modbus(mb.writeSingle(6, 7, 98), { tid: 3 }))
    .fromClient(mb.modbus(mb.readRequest(3, 9999, 1), { tid: 4 }))
    .fromServer(mb.modbus(mb.exception(3, 2), { tid: 4 }))
    .fromClient(mb.modbus(mb.readRequest(3, 0, 1), { tid: 5, protocol: 1 }))
    .fromClient(mb.modbus(mb.diagnostics(4, 0), { tid: 6 }))
    .close()
}

/** A poll, a control, a restart without answer, an unsolicited response and its confirmation. */
function fieldbus(): Conversation {
  const block = dnp3.indexed(12, 1, [{ index: 3, data: dnp3.crob({ code: 0x41 }) }])
  const points = dnp3.range(1, 2, 0, 1, Buffer.from([0x81, 1]))
  return new Conversation(20_000)
    .open()
    .fromClient(dnp3.dnp3(M2O, dnp3.request(1, [dnp3.all(60, 1)], { seq: 1 })))
    .fromServer(dnp3.dnp3(O2M, dnp3.response(0x8000, [points], { seq: 1 })))
    .fromClient(dnp3.dnp3(M2O, dnp3.request(5, [block], { seq: 2 })))
    .fromServer(dnp3.dnp3(O2M, dnp3.response(0, [block], { seq: 2 })))
    .fromClient(dnp3.dnp3(M2O, dnp3.request(13, [], { seq: 3 })))
    .fromServer(dnp3.dnp3(O2M, dnp3.response(0, [], { seq: 0, uns: true, con: true }, 0x82)))
    .fromClient(dnp3.dnp3(M2O, dnp3.request(0, [], { seq: 0, uns: true })))
    .close()
}

/** A connection, a read, a write, a list, a stop, and S7comm-plus. */
function plc(): Conversation {
  const item = { area: 0x84, db: 7, address: 96, type: 2, count: 2 }
  const szl = { reference: 4, group: 4, sub: 1, payload: hex('0424 0000') }
  return new Conversation(102)
    .open()
    .fromClient(s7.cotpConnect(0xe0, 0x0100, 0x0102))
    .fromServer(s7.cotpConnect(0xd0, 0x0100, 0x0102))
    .fromClient(s7.job(1, s7.setup(480)))
    .fromServer(s7.ackData(1, s7.setup(240)))
    .fromClient(
      join(
        s7.job(2, s7.items(4, [item])),
        s7.job(3, s7.items(5, [item]), s7.value(hex('0102'), 0)),
      ),
    )
    .fromServer(
      s7.ackData(2, hex('0401'), s7.value(hex('0a0b'))),
      s7.ackData(3, hex('0501'), hex('05')),
    )
    .fromClient(s7.userdata({ ...szl, type: 4 }))
    .fromServer(s7.userdata({ ...szl, type: 8 }))
    .fromClient(hex('ffff'), s7.job(5, s7.plcStop()))
    .fromClient(s7.s7Plus({ opcode: 0x31, func: 0x04bb }))
    .close()
}

/** The captures of the package's own tests, by file name. */
export const traces: Readonly<Record<string, () => readonly Packet[]>> = {
  'modbus.pcap': () => modbus().packets,
  'dnp3.pcap': () => fieldbus().packets,
  's7comm.pcap': () => plc().packets,
}
