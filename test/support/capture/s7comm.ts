import { join, u8, u16, u32 } from './bytes.js'

const NOTHING = Buffer.alloc(0)

function tpkt(cotp: Buffer): Buffer {
  return join(u8(3, 0), u16(cotp.length + 4), cotp)
}

/** A COTP data unit; without the end mark another one continues it. */
export function cotpData(payload: Buffer, last = true): Buffer {
  return tpkt(join(u8(2, 0xf0, last ? 0x80 : 0), payload))
}

/** A COTP connection request (0xe0) or confirm (0xd0). */
export function cotpConnect(code: number, calling: number, called: number): Buffer {
  const parameters = join(u8(0xc0, 1, 10, 0xc1, 2), u16(calling), u8(0xc2, 2), u16(called))
  return tpkt(join(u8(6 + parameters.length, code), u16(0), u16(1), u8(0), parameters))
}

export function cotpDisconnect(): Buffer {
  return tpkt(join(u8(6, 0x80), u16(1), u16(2), u8(0)))
}

export interface Unit {
  reference?: number
  param?: Buffer
  data?: Buffer
  errorClass?: number
  errorCode?: number
}

/** An S7comm unit without TPKT and COTP. */
export function s7Unit(rosctr: number, unit: Unit): Buffer {
  const { reference = 1, param = NOTHING, data = NOTHING, errorClass = 0, errorCode = 0 } = unit
  const error = rosctr === 2 || rosctr === 3 ? u8(errorClass, errorCode) : NOTHING
  const header = join(u8(0x32, rosctr, 0, 0), u16(reference), u16(param.length), u16(data.length))
  return join(header, error, param, data)
}

export function job(reference: number, param: Buffer, data: Buffer = NOTHING): Buffer {
  return cotpData(s7Unit(1, { reference, param, data }))
}

export function ackData(reference: number, param: Buffer, data: Buffer = NOTHING): Buffer {
  return cotpData(s7Unit(3, { reference, param, data }))
}

export function ackError(reference: number, errorClass: number, errorCode: number): Buffer {
  return cotpData(s7Unit(2, { reference, errorClass, errorCode }))
}

export function setup(pduLength: number): Buffer {
  return join(u8(0xf0, 0), u16(1), u16(1), u16(pduLength))
}

export interface Item {
  area: number
  db?: number
  /** byte * 8 + bit */
  address: number
  type: number
  count: number
}

function item({ area, db = 0, address, type, count }: Item): Buffer {
  return join(u8(0x12, 10, 0x10, type), u16(count), u16(db), u32(area * 0x1000000 + address))
}

/** Parameters of a read (4) or write (5) job. */
export function items(func: number, list: readonly Item[]): Buffer {
  return join(u8(func, list.length), ...list.map(item))
}

/** The value of one item, in bytes; padded where another one follows. */
export function value(bytes: Buffer, status = 0xff, last = true): Buffer {
  const pad = !last && bytes.length % 2 === 1 ? u8(0) : NOTHING
  return join(u8(status, 4), u16(bytes.length * 8), bytes, pad)
}

export function plcStop(): Buffer {
  return join(u8(0x29, 0, 0, 0, 0, 0, 9), Buffer.from('P_PROGRAM'))
}

/** PLC control: the service and its parameter block. */
export function plcControl(service: string, block: Buffer = NOTHING): Buffer {
  const name = Buffer.from(service)
  const filler = u8(0, 0, 0, 0, 0, 0, 0xfd)
  return join(u8(0x28), filler, u16(block.length), block, u8(name.length), name)
}

export function requestDownload(filename: string, load: number, code: number): Buffer {
  const lengths = `1${String(load).padStart(6, '0')}${String(code).padStart(6, '0')}`
  return join(
    u8(0x1a, 0, 1, 0, 0, 0, 0, 0, filename.length),
    Buffer.from(filename),
    u8(lengths.length),
    Buffer.from(lengths),
  )
}

export interface Userdata {
  reference?: number
  /** 4 request, 8 response, 0 push */
  type: number
  group: number
  sub: number
  payload?: Buffer
  returnCode?: number
}

export function userdata(unit: Userdata): Buffer {
  const { reference = 1, type, group, sub, payload = NOTHING, returnCode = 0xff } = unit
  const answer = type === 4 ? NOTHING : u8(0, 0, 0, 0)
  const method = type === 4 ? 0x11 : 0x12
  const param = join(u8(0, 1, 0x12, 4 + answer.length, method, type * 16 + group, sub, 0), answer)
  const data = join(u8(returnCode, 9), u16(payload.length), payload)
  return cotpData(s7Unit(7, { reference, param, data }))
}

export interface Plus {
  version?: number
  opcode: number
  func: number
  sequence?: number
}

/** An S7comm-plus unit with its trailer, and a digest from version 3. */
export function s7Plus({ version = 1, opcode, func, sequence = 1 }: Plus): Buffer {
  const digest = version >= 3 ? join(u8(32), Buffer.alloc(32, 0xaa)) : NOTHING
  const head = join(u8(opcode, 0, 0), u16(func), u16(0), u16(sequence), u32(0x120), u8(0x36))
  const body = join(digest, head)
  return cotpData(join(u8(0x72, version), u16(body.length), body, u8(0x72, version, 0, 0)))
}
