import { join, u16, u32 } from './bytes.js'

export interface Packet {
  /** Epoch seconds. */
  ts: number
  /** An Ethernet frame. */
  frame: Buffer
}

const MAGIC_MICROSECONDS = 0xa1b2c3d4
const SNAPLEN = 262_144
const LINKTYPE_ETHERNET = 1

/** A pcap file, in big-endian order, with microseconds. */
export function pcap(packets: readonly Packet[]): Buffer {
  const header = join(
    u32(MAGIC_MICROSECONDS),
    u16(2),
    u16(4),
    u32(0),
    u32(0),
    u32(SNAPLEN),
    u32(LINKTYPE_ETHERNET),
  )
  return Buffer.concat([header, ...packets.flatMap(record)])
}

function record({ ts, frame }: Packet): Buffer[] {
  const micros = Math.round(ts * 1e6)
  const head = join(
    u32(Math.floor(micros / 1e6)),
    u32(micros % 1e6),
    u32(frame.length),
    u32(frame.length),
  )
  return [head, frame]
}
