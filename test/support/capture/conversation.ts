import type { Endpoint } from './ip.js'
import { tcpFrame, udpFrame } from './ip.js'
import type { Packet } from './pcap.js'

const FIN = 0x01
const SYN = 0x02
const PSH = 0x08
const ACK = 0x10

const NOTHING = Buffer.alloc(0)

export interface ConversationOptions {
  client?: Endpoint
  server?: Endpoint
  /** Epoch seconds of the first packet. */
  start?: number
  /** Seconds between packets. */
  step?: number
}

/** A TCP connection, written packet by packet. */
export class Conversation {
  readonly packets: Packet[] = []
  readonly client: Endpoint
  readonly server: Endpoint
  #ts: number
  readonly #step: number
  #clientSeq = 1000
  #serverSeq = 5000

  constructor(port: number, options: ConversationOptions = {}) {
    this.client = options.client ?? { address: '10.0.0.1', port: 40_000 }
    this.server = options.server ?? { address: '10.0.0.2', port }
    this.#ts = options.start ?? 1_700_000_000
    this.#step = options.step ?? 0.01
  }

  /** The handshake. Leave it out for a capture that begins mid-connection. */
  open(): this {
    this.#packet(true, SYN, NOTHING)
    this.#clientSeq += 1
    this.#packet(false, SYN | ACK, NOTHING)
    this.#serverSeq += 1
    this.#packet(true, ACK, NOTHING)
    return this
  }

  fromClient(...payloads: Buffer[]): this {
    for (const payload of payloads) this.#data(true, payload)
    return this
  }

  fromServer(...payloads: Buffer[]): this {
    for (const payload of payloads) this.#data(false, payload)
    return this
  }

  /** Bytes that were sent, and acknowledged, but are not in the capture. */
  lose(fromClient: boolean, bytes: number): this {
    this.#advance(fromClient, bytes)
    this.#packet(!fromClient, ACK, NOTHING)
    return this
  }

  wait(seconds: number): this {
    this.#ts += seconds
    return this
  }

  close(): this {
    this.#packet(true, FIN | ACK, NOTHING)
    this.#clientSeq += 1
    this.#packet(false, FIN | ACK, NOTHING)
    this.#serverSeq += 1
    this.#packet(true, ACK, NOTHING)
    return this
  }

  #data(fromClient: boolean, payload: Buffer): void {
    this.#packet(fromClient, PSH | ACK, payload)
    this.#advance(fromClient, payload.length)
    this.#packet(!fromClient, ACK, NOTHING)
  }

  #advance(fromClient: boolean, bytes: number): void {
    if (fromClient) this.#clientSeq += bytes
    else this.#serverSeq += bytes
  }

  #packet(fromClient: boolean, flags: number, payload: Buffer): void {
    const [from, to] = fromClient ? [this.client, this.server] : [this.server, this.client]
    const [seq, ack] = fromClient
      ? [this.#clientSeq, this.#serverSeq]
      : [this.#serverSeq, this.#clientSeq]
    const frame = tcpFrame({ from, to, seq, ack: flags & ACK ? ack : 0, flags, payload })
    this.packets.push({ ts: this.#ts, frame })
    this.#ts += this.#step
  }
}

/** Datagrams between two endpoints, a hundredth of a second apart. */
export function datagrams(
  client: Endpoint,
  server: Endpoint,
  payloads: readonly { fromClient: boolean; payload: Buffer }[],
): Packet[] {
  return payloads.map(({ fromClient, payload }, index) => ({
    ts: 1_700_000_000 + index * 0.01,
    frame: fromClient ? udpFrame(client, server, payload) : udpFrame(server, client, payload),
  }))
}
