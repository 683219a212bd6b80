import { functions } from '../protocols/index.js'
import {
  type Detail,
  type Endpoints,
  kind,
  type Message,
  type Protocol,
} from '../protocols/message.js'
import type { Conversation } from '../protocols/shape.js'
import { type SourceLog, sourceId } from '../protocols/source.js'

type Row = Readonly<Record<string, unknown>>

const defaultLog: Readonly<Record<Protocol, SourceLog>> = {
  modbus: 'modbus_detailed',
  dnp3: 'dnp3',
  s7comm: 's7comm',
  's7comm-plus': 's7comm_plus',
  cotp: 'cotp',
}
const ports: Readonly<Record<Protocol, number>> = {
  modbus: 502,
  dnp3: 20_000,
  s7comm: 102,
  's7comm-plus': 102,
  cotp: 102,
}
const detailColumns = [
  'request_values',
  'response_values',
  'mismatch',
  'reply',
  'iin',
  'master',
  'confirm',
  'rosctr',
  'version',
  'opcode',
]

function protocolOf(row: Row): Protocol {
  return (row.protocol ?? 'modbus') as Protocol
}

function endpointsOf(row: Row, ts: number): Endpoints {
  const protocol = row.protocol === undefined ? undefined : protocolOf(row)
  return {
    uid: String(row.uid ?? `C${String(row.client)}-${String(row.server)}`),
    client: String(row.client ?? '10.0.0.1'),
    client_port: Number(row.client_port ?? 40_000 + (ts % 1000)),
    server: String(row.server ?? '10.0.0.2'),
    server_port: Number(row.server_port ?? (protocol ? ports[protocol] : 502)),
  }
}

/** A number, or a list `[from, step]` that walks with each repetition. */
function walking(value: unknown, time: number): number | null {
  if (value === undefined || value === null) return null
  if (Array.isArray(value)) return Number(value[0]) + time * Number(value[1])
  return Number(value)
}

/** The exchange that a row of a detector's case stands for. */
export function messageOf(row: Row, ts: number, time: number): Message {
  const protocol = protocolOf(row)
  const details: Record<string, Detail> = {}
  for (const name of detailColumns) {
    const value = row[name]
    if (name in row) details[name] = Array.isArray(value) ? walking(value, time) : (value as Detail)
  }
  return {
    ts,
    endpoints: {
      ...endpointsOf({ ...row, protocol }, ts),
      client_port: Number(row.client_port ?? 40_000),
    },
    protocol,
    source: sourceId((row.log as SourceLog | undefined) ?? defaultLog[protocol]),
    kind: kind[(row.kind as keyof typeof kind | undefined) ?? 'exchange'],
    reference: walking(row.reference, time),
    unit: walking(row.unit, time),
    function: functionOf(protocol, row.function, time),
    sub_function: row.sub_function === undefined ? null : String(row.sub_function),
    outcome: walking(row.outcome, time),
    response_ts: row.took === undefined ? null : ts + Number(row.took),
    address: walking(row.address, time),
    quantity: walking(row.quantity, time),
    details,
  }
}

/** A function by number or by the name the logs use. */
function functionOf(protocol: Protocol, value: unknown, time: number): number {
  if (typeof value !== 'string') return walking(value, time) ?? 0
  const codes = functions.find(([name]) => name === protocol)?.[1] ?? []
  const code = codes.find((each) => each.name === value)?.code
  if (code === undefined) throw new Error(`no ${protocol} function ${value}`)
  return code
}

const protocolOfTable: Readonly<Record<string, Protocol>> = {
  dnp3_control: 'dnp3',
  dnp3_object: 'dnp3',
  cotp_message: 'cotp',
  s7comm_szl: 's7comm',
  s7comm_block: 's7comm',
  s7comm_identity: 's7comm',
  modbus_mask_write: 'modbus',
  modbus_read_write: 'modbus',
  modbus_identity: 'modbus',
  modbus_register_change: 'modbus',
}

/** The columns and the connection that a row of another table stands for. */
export function connectionOf(
  table: string,
  row: Row,
  ts: number,
): { columns: Readonly<Record<string, Detail>>; at: Conversation | undefined } {
  const protocol = protocolOfTable[table]
  const endpoints = endpointsOf(protocol ? { ...row, protocol } : row, ts)
  const columns = { ...(row as Record<string, Detail>), ts }
  if (protocol)
    return { columns, at: { endpoints: { ...endpoints, client_port: 40_000 }, protocol } }
  return { columns: { ...endpoints, ...columns }, at: undefined }
}
