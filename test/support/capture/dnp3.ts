import { join, u8, u16, u16le, u32le } from './bytes.js'

/** Largest number of bytes behind the link header of one frame. */
const FRAME_DATA = 250
const BLOCK = 16

export interface Link {
  source: number
  destination: number
  fromMaster: boolean
}

export const MASTER_TO_OUTSTATION: Link = { source: 1, destination: 10, fromMaster: true }
export const OUTSTATION_TO_MASTER: Link = { source: 10, destination: 1, fromMaster: false }

/** The checksum of DNP3, low byte first. */
function crc(data: Buffer): Buffer {
  let value = 0
  for (const byte of data) {
    value ^= byte
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xa6bc : value >>> 1
  }
  return u16le(~value & 0xffff)
}

/** Link frames around one application fragment. */
export function dnp3(link: Link, application: Buffer): Buffer {
  const frames: Buffer[] = []
  const count = Math.ceil(application.length / (FRAME_DATA - 1))
  for (let index = 0; index < count; index += 1) {
    const first = index === 0 ? 0x40 : 0
    const last = index === count - 1 ? 0x80 : 0
    const part = application.subarray(index * (FRAME_DATA - 1), (index + 1) * (FRAME_DATA - 1))
    frames.push(frame(link, join(u8(first | last | (index & 0x3f)), part)))
  }
  return join(...frames)
}

function frame(link: Link, data: Buffer): Buffer {
  const control = link.fromMaster ? 0xc4 : 0x44
  const header = join(
    u8(0x05, 0x64, data.length + 5, control),
    u16le(link.destination),
    u16le(link.source),
  )
  const blocks: Buffer[] = []
  for (let at = 0; at < data.length; at += BLOCK) {
    const block = data.subarray(at, at + BLOCK)
    blocks.push(block, crc(block))
  }
  return join(header, crc(header), ...blocks)
}

export interface Control {
  seq?: number
  fir?: boolean
  fin?: boolean
  con?: boolean
  uns?: boolean
}

function control({ seq = 0, fir = true, fin = true, con = false, uns = false }: Control): number {
  return (fir ? 0x80 : 0) | (fin ? 0x40 : 0) | (con ? 0x20 : 0) | (uns ? 0x10 : 0) | seq
}

export function request(
  func: number,
  objects: readonly Buffer[] = [],
  flags: Control = {},
): Buffer {
  return join(u8(control(flags), func), ...objects)
}

/** `iin` is IIN1 * 256 + IIN2. */
export function response(
  iin: number,
  objects: readonly Buffer[] = [],
  flags: Control = {},
  func = 0x81,
): Buffer {
  return join(u8(control(flags), func), u16(iin), ...objects)
}

/** An object header for all points (qualifier 6). */
export function all(group: number, variation: number): Buffer {
  return u8(group, variation, 0x06)
}

/** An object header for a range of points, with 8-bit indexes, and their data. */
export function range(
  group: number,
  variation: number,
  start: number,
  stop: number,
  data: Buffer = Buffer.alloc(0),
): Buffer {
  return join(u8(group, variation, 0x00, start, stop), data)
}

/** Objects that each have an 8-bit index before them. */
export function indexed(
  group: number,
  variation: number,
  objects: readonly { index: number; data: Buffer }[],
): Buffer {
  const data = objects.map((object) => join(u8(object.index), object.data))
  return join(u8(group, variation, 0x17, objects.length), ...data)
}

export interface Crob {
  code: number
  count?: number
  on?: number
  off?: number
  status?: number
}

/** A control relay output block (g12v1). */
export function crob({ code, count = 1, on = 100, off = 100, status = 0 }: Crob): Buffer {
  return join(u8(code, count), u32le(on), u32le(off), u8(status))
}
