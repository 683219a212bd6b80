import { connection, jsonLog, type LogRow } from './zeek-log.js'

/** The first moment of the site: the beginning of an hour. */
export const siteStart = 1_700_006_400
const minute = 60

/** A Modbus exchange: by default the HMI reads ten registers of the PLC. */
export function modbus(at: number, change: LogRow = {}): LogRow {
  return {
    ...connection,
    ts: siteStart + at,
    tid: 1,
    unit: 1,
    func: 'READ_HOLDING_REGISTERS',
    address: 0,
    quantity: 10,
    matched: true,
    ...change,
  }
}

/** A poll a minute from one hour to another. */
export function polls(from: number, to: number, change: LogRow = {}): LogRow[] {
  const count = (to - from) * minute
  return Array.from({ length: count }, (_, index) =>
    modbus(from * 3600 + index * minute + 7, change),
  )
}

/** A DNP3 exchange of the front end with an outstation. */
export function dnp3(at: number, fc_request: string, change: LogRow = {}): LogRow {
  return {
    ...connection,
    uid: 'C2',
    'id.orig_h': '10.0.1.1',
    'id.resp_h': '10.0.1.2',
    'id.resp_p': 20_000,
    ts: siteStart + at,
    fc_request,
    fc_reply: 'RESPONSE',
    iin: 0,
    ...change,
  }
}

/** A job that a PLC is given over S7comm. */
export function s7job(at: number, function_code: string, change: LogRow = {}): LogRow {
  return {
    ...connection,
    uid: 'C3',
    'id.orig_h': '10.0.2.1',
    'id.resp_h': '10.0.2.2',
    'id.resp_p': 102,
    ts: siteStart + at,
    rosctr_code: 1,
    pdu_reference: at,
    function_code,
    ...change,
  }
}

/** Logs by the names of their files. */
export function logs(rows: {
  readonly modbus?: readonly LogRow[]
  readonly dnp3?: readonly LogRow[]
  readonly s7comm?: readonly LogRow[]
}): Record<string, string> {
  const names = { modbus: 'modbus_detailed.log', dnp3: 'dnp3.log', s7comm: 's7comm.log' }
  return Object.fromEntries(
    Object.entries(rows).map(([name, list]) => [
      names[name as keyof typeof names],
      jsonLog([...list].sort((a, b) => Number(a.ts) - Number(b.ts))),
    ]),
  )
}
