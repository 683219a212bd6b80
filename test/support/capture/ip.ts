import { join, u8, u16, u32 } from './bytes.js'

export interface Endpoint {
  address: string
  port: number
}

const ETHERTYPE_IPV4 = u16(0x0800)
const TCP = 6
const UDP = 17

export interface Segment {
  from: Endpoint
  to: Endpoint
  seq: number
  ack: number
  flags: number
  payload: Buffer
}

/** An Ethernet frame with one TCP segment. */
export function tcpFrame({ from, to, seq, ack, flags, payload }: Segment): Buffer {
  const ports = join(u16(from.port), u16(to.port))
  const rest = join(u32(seq), u32(ack), u8(0x50, flags), u16(64_240))
  const segment = join(ports, rest, u16(0), u16(0), payload)
  segment.writeUInt16BE(pseudoChecksum(TCP, from, to, segment), 16)
  return ipFrame(TCP, from, to, segment)
}

/** An Ethernet frame with one UDP datagram. */
export function udpFrame(from: Endpoint, to: Endpoint, payload: Buffer): Buffer {
  const length = u16(8 + payload.length)
  const datagram = join(u16(from.port), u16(to.port), length, u16(0), payload)
  datagram.writeUInt16BE(pseudoChecksum(UDP, from, to, datagram), 6)
  return ipFrame(UDP, from, to, datagram)
}

function ipFrame(protocol: number, from: Endpoint, to: Endpoint, payload: Buffer): Buffer {
  const length = u16(20 + payload.length)
  const header = join(u8(0x45, 0), length, u32(0), u8(64, protocol), u16(0), ip(from), ip(to))
  header.writeUInt16BE(checksum(header), 10)
  return join(mac(to), mac(from), ETHERTYPE_IPV4, header, payload)
}

function ip({ address }: Endpoint): Buffer {
  return Buffer.from(address.split('.').map(Number))
}

/** A locally administered address that ends with the IP address. */
function mac(endpoint: Endpoint): Buffer {
  return join(u8(0x02, 0), ip(endpoint))
}

function pseudoChecksum(protocol: number, from: Endpoint, to: Endpoint, data: Buffer): number {
  return checksum(join(ip(from), ip(to), u8(0, protocol), u16(data.length), data))
}

function checksum(data: Buffer): number {
  let sum = 0
  for (let at = 0; at < data.length; at += 2) {
    sum += ((data[at] ?? 0) << 8) + (data[at + 1] ?? 0)
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}
