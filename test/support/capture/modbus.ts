import { join, u8, u16 } from './bytes.js'

export interface Mbap {
  tid?: number
  unit?: number
  /** Anything but 0 is not Modbus. */
  protocol?: number
  /** What the header says, where that is to be a lie. */
  length?: number
}

/** A Modbus/TCP unit around a function code and its body. */
export function modbus(pdu: Buffer, header: Mbap = {}): Buffer {
  const { tid = 1, unit = 1, protocol = 0, length = pdu.length + 1 } = header
  return join(u16(tid), u16(protocol), u16(length), u8(unit), pdu)
}

export function readRequest(func: number, address: number, quantity: number): Buffer {
  return join(u8(func), u16(address), u16(quantity))
}

export function registersResponse(func: number, values: readonly number[]): Buffer {
  return join(u8(func, values.length * 2), ...values.map(u16))
}

export function coilsResponse(func: number, ...bytes: number[]): Buffer {
  return u8(func, bytes.length, ...bytes)
}

/** Functions 5 and 6, which the server echoes. */
export function writeSingle(func: number, address: number, value: number): Buffer {
  return join(u8(func), u16(address), u16(value))
}

export function writeRegisters(address: number, values: readonly number[]): Buffer {
  const quantity = values.length
  return join(u8(16), u16(address), u16(quantity), u8(quantity * 2), ...values.map(u16))
}

export function writeCoils(address: number, quantity: number, ...bytes: number[]): Buffer {
  return join(u8(15), u16(address), u16(quantity), u8(bytes.length, ...bytes))
}

/** The answer to functions 15 and 16. */
export function writeDone(func: number, address: number, quantity: number): Buffer {
  return readRequest(func, address, quantity)
}

export function exception(func: number, code: number): Buffer {
  return u8(func | 0x80, code)
}

export function maskWrite(address: number, andMask: number, orMask: number): Buffer {
  return join(u8(22), u16(address), u16(andMask), u16(orMask))
}

export function readWrite(
  readAddress: number,
  readQuantity: number,
  writeAddress: number,
  values: readonly number[],
): Buffer {
  return join(
    u8(23),
    u16(readAddress),
    u16(readQuantity),
    u16(writeAddress),
    u16(values.length),
    u8(values.length * 2),
    ...values.map(u16),
  )
}

export function diagnostics(subfunction: number, data: number): Buffer {
  return join(u8(8), u16(subfunction), u16(data))
}
