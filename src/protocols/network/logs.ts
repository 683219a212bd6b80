import type { Columns, Row } from '../../zeek/columns.js'
import { endpoints, timestamp } from '../endpoints.js'
import type { Endpoints } from '../message.js'
import { connectionColumns, type LogShape } from '../shape.js'

/** conn.log of stock Zeek; written when a connection ends. */
export const connLog: LogShape = {
  log: 'conn',
  stock: [
    [
      ...connectionColumns,
      ...'proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents'.split(
        ' ',
      ),
    ],
  ],
  provides: (columns) => ['conn', ...(columns.has('resp_l2_addr') ? ['conn.mac'] : [])],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const proto = columns.text('proto')
    const service = columns.text('service')
    const duration = columns.number('duration')
    const clientBytes = columns.count('orig_bytes')
    const serverBytes = columns.count('resp_bytes')
    const state = columns.text('conn_state')
    const history = columns.text('history')
    const missed = columns.count('missed_bytes')
    const clientPackets = columns.count('orig_pkts')
    const serverPackets = columns.count('resp_pkts')
    const clientMac = columns.text('orig_l2_addr')
    const serverMac = columns.text('resp_l2_addr')
    return (row, facts) => {
      facts.row('conn', {
        ts: ts(row),
        ...at(row),
        proto: proto(row) ?? null,
        service: service(row) ?? null,
        duration: duration(row) ?? null,
        client_bytes: clientBytes(row) ?? null,
        server_bytes: serverBytes(row) ?? null,
        conn_state: state(row) ?? null,
        history: history(row) ?? null,
        missed_bytes: missed(row) ?? null,
        client_packets: clientPackets(row) ?? null,
        server_packets: serverPackets(row) ?? null,
        client_mac: clientMac(row) ?? null,
        server_mac: serverMac(row) ?? null,
      })
    }
  },
}

/** weird.log of stock Zeek. */
export const weirdLog: LogShape = {
  log: 'weird',
  provides: () => ['weird'],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = optionalEndpoints(columns)
    const weird = columns.text('name')
    const addition = columns.text('addl')
    const source = columns.text('source')
    return (row, facts) => {
      facts.row('weird', {
        ts: ts(row),
        ...at(row),
        name: weird(row) ?? null,
        addition: addition(row) ?? null,
        source: source(row) ?? null,
      })
    }
  },
}

/** A violation that made Zeek stop or doubt an analyzer, from analyzer.log or the older dpd.log. */
function violationLog(log: 'analyzer' | 'dpd'): LogShape {
  return {
    log,
    provides: () => ['analyzer'],
    bind(columns: Columns) {
      const ts = timestamp(columns)
      const at = optionalEndpoints(columns)
      const cause = columns.text('cause')
      const name = columns.text(log === 'dpd' ? 'analyzer' : 'analyzer_name')
      const reason = columns.text('failure_reason')
      return (row, facts) => {
        facts.row('analyzer', {
          ts: ts(row),
          ...at(row),
          // Zeek 5.2 to 7.x also log confirmations; without the column every row is a violation.
          violation: (cause(row) ?? 'violation') === 'violation' ? 1 : 0,
          analyzer: name(row) ?? null,
          reason: reason(row) ?? null,
        })
      }
    },
  }
}

/** analyzer.log of Zeek 5.2 and later. */
export const analyzerLog = violationLog('analyzer')

/** dpd.log of Zeek before 8.0. */
export const dpdLog = violationLog('dpd')

/** capture_loss.log of policy/misc/capture-loss. */
export const captureLossLog: LogShape = {
  log: 'capture_loss',
  provides: () => ['capture_loss'],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const interval = columns.number('ts_delta')
    const peer = columns.text('peer')
    const gaps = columns.count('gaps')
    const acks = columns.count('acks')
    const percent = columns.number('percent_lost')
    return (row, facts) => {
      facts.row('capture_loss', {
        ts: ts(row),
        ts_delta: interval(row) ?? null,
        peer: peer(row) ?? null,
        gaps: gaps(row) ?? null,
        acks: acks(row) ?? null,
        percent_lost: percent(row) ?? null,
      })
    }
  },
}

/** notice.log of stock Zeek. */
export const noticeLog: LogShape = {
  log: 'notice',
  provides: () => ['notice'],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const uid = columns.text('uid')
    const client = columns.text('id.orig_h')
    const server = columns.text('id.resp_h')
    const source = columns.text('src')
    const destination = columns.text('dst')
    const note = columns.text('note')
    const message = columns.text('msg')
    const detail = columns.text('sub')
    return (row, facts) => {
      facts.row('notice', {
        ts: ts(row),
        uid: uid(row) ?? '',
        client: client(row) ?? source(row) ?? null,
        server: server(row) ?? destination(row) ?? null,
        note: note(row) ?? null,
        message: message(row) ?? null,
        detail: detail(row) ?? null,
      })
    }
  },
}

type Unknown<T> = { [K in keyof T]: T[K] | null }

/** Endpoints where the log knows them: a weird of a packet without connection has none. */
function optionalEndpoints(columns: Columns): (row: Row) => Unknown<Endpoints> {
  const client = columns.text('id.orig_h')
  const read = endpoints(columns)
  const nobody = { uid: '', client: null, client_port: null, server: null, server_port: null }
  return (row) => (client(row) === undefined ? nobody : read(row))
}
