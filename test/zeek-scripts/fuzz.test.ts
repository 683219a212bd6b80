import { Conversation } from '../support/capture/conversation.js'
import type { Message } from '../support/capture/mutate.js'
import { mutate, randomFrom } from '../support/capture/mutate.js'
import type { Packet } from '../support/capture/pcap.js'
import { describeWithZeek, runZeek } from '../support/zeek.js'
import { WATCH_BOUNDS } from './bounds.js'
import { dnp3Messages, modbusMessages, s7commMessages } from './conversations.js'

/** FUZZ_STREAMS=10000 for the long run. */
const STREAMS = Number(process.env.FUZZ_STREAMS ?? '300')
const SEED = Number(process.env.FUZZ_SEED ?? '1')

/**
 * Zeek's own Modbus analyzer stumbles over a NUL in the data of a diagnostics request when it
 * reports a weird about them; that is no error of a script.
 */
const STOCK_ERROR = /string with embedded NUL/

/** One damaged connection after the other, each with a client port of its own. */
function damaged(port: number, messages: readonly Message[]): Packet[] {
  const random = randomFrom(SEED + port)
  const packets: Packet[] = []
  for (let n = 0; n < STREAMS; n += 1) {
    const client = { address: `10.1.${n >> 14}.1`, port: 20_001 + (n & 0x3fff) }
    const conversation = new Conversation(port, { client, start: 1_700_000_000 + n, step: 0.001 })
    if (random(10) > 0) conversation.open()
    for (const { fromClient, payload } of mutate(messages, random)) {
      if (random(40) === 0) conversation.lose(fromClient, 1 + random(50))
      if (fromClient) conversation.fromClient(payload)
      else conversation.fromServer(payload)
    }
    packets.push(...conversation.close().packets)
  }
  return packets
}

describeWithZeek(`${STREAMS} damaged streams`, () => {
  it.each([
    ['otsift_modbus', 502, modbusMessages()],
    ['otsift_dnp3', 20_000, dnp3Messages()],
    ['otsift_s7comm', 102, s7commMessages()],
  ] as const)(
    '%s: no script error, and rows all the same',
    (log, port, messages) => {
      const result = runZeek(damaged(port, messages), { script: WATCH_BOUNDS })
      expect(result.status).toBe(0)
      expect(
        (result.logs.reporter ?? []).filter((row) => !STOCK_ERROR.test(String(row.message))),
      ).toEqual([])
      expect(result.printed.split('\n').filter((line) => line && !STOCK_ERROR.test(line))).toEqual(
        [],
      )
      expect(result.logs[log]?.length).toBeGreaterThan(STREAMS)
    },
    600_000,
  )
})
