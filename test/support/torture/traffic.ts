import { direction, type LogRow, prefix } from '../zeek-log.js'
import type { Random } from './random.js'

/** One log stream: its columns as TSV, and a row of it at a time. */
export interface Stream {
  readonly columns: string
  readonly rows: (ts: number, random: Random) => LogRow[]
}

const clients = ['10.0.0.1', '10.0.0.2', '10.0.0.66']
const servers = ['10.0.1.1', '10.0.1.2']

function between(random: Random, port: number) {
  const client = random.pick(clients)
  const server = random.pick(servers)
  return {
    uid: `C${client.slice(-2)}${server.slice(-1)}${port}`.replaceAll('.', ''),
    'id.orig_h': client,
    'id.orig_p': 40_000 + port,
    'id.resp_h': server,
    'id.resp_p': port,
  }
}

let transaction = 0

/** Traffic that has findings in it: floods, scans, refused requests, restarts, stops. */
export const streams: Readonly<Record<string, Stream>> = {
  modbus: {
    columns: `${prefix} tid unit func pdu_type exception`,
    rows: (ts, random) => {
      transaction = (transaction + 1) % 60_000
      const request = { ...between(random, 502), ts, tid: transaction, unit: random.whole(1, 3) }
      const func = random.pick(['READ_COILS', 'READ_HOLDING_REGISTERS', 'WRITE_SINGLE_COIL'])
      const asked = { ...request, func, pdu_type: 'REQ' }
      if (random.chance(0.1)) return [asked]
      const answered = { ...request, ts: ts + 0.02, pdu_type: 'RESP' }
      return random.chance(0.2)
        ? [asked, { ...answered, func: `${func}_EXCEPTION`, exception: 'ILLEGAL_DATA_ADDRESS' }]
        : [asked, { ...answered, func }]
    },
  },
  modbus_detailed: {
    columns: `${prefix} ${direction} tid unit_id func request_response address quantity values`,
    rows: (ts, random) => {
      const at = { ...between(random, 502), unit_id: random.whole(1, 2), quantity: 1 }
      const write = random.chance(0.5)
      const func = write ? 'WRITE_SINGLE_REGISTER' : 'READ_HOLDING_REGISTERS'
      const address = random.whole(0, 40)
      const values = String(random.whole(0, 60))
      const asked = { ...at, ts, func, request_response: 'REQUEST', address }
      const answered = { ...at, ts: ts + 0.01, func, request_response: 'RESPONSE', address, values }
      return [write ? { ...asked, values } : asked, answered]
    },
  },
  dnp3: {
    columns: `${prefix} fc_request fc_reply iin`,
    rows: (ts, random) => {
      const at = { ...between(random, 20_000), ts }
      if (random.chance(0.1)) return [{ ...at, fc_reply: 'UNSOLICITED_RESPONSE', iin: 4096 }]
      const fc_request = random.pick(['READ', 'READ', 'WRITE', 'DIRECT_OPERATE', 'COLD_RESTART'])
      return [{ ...at, fc_request, fc_reply: 'RESPONSE', iin: random.pick([0, 0, 128]) }]
    },
  },
  conn: {
    columns: `${prefix} proto service duration`,
    rows: (ts, random) => [
      {
        ...between(random, random.pick([502, 20_000, 102])),
        ts: ts - 30,
        proto: 'tcp',
        service: random.pick(['modbus', 'dnp3', 'ssh']),
        duration: random.whole(1, 30),
      },
    ],
  },
}
