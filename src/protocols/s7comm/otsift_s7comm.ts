import type { Columns, Row } from '../../zeek/columns.js'
import { bundledKind, violation } from '../bundled.js'
import { endpoints, required, timestamp } from '../endpoints.js'
import { kind, type Message } from '../message.js'
import type { Conversation, Facts, LogShape } from '../shape.js'
import { sourceId } from '../source.js'
import { userData, userDataPush } from './functions.js'
import { otsiftBlock, otsiftItems, otsiftSzl } from './otsift_details.js'

const source = sourceId('otsift_s7comm')
const plusSource = sourceId('otsift_s7comm_plus')
const userDataRosctr = 7
const plcControl = 0x28

type Writer = (row: Row, facts: Facts, ts: number, at: Conversation['endpoints']) => void

/** otsift_s7comm.log of the bundled Zeek scripts: S7comm, S7comm-plus and COTP connections, a row a unit or exchange. */
export const otsiftS7commLog: LogShape = {
  log: 'otsift_s7comm',
  provides: () => [
    's7comm',
    's7comm.szl',
    's7comm.block',
    's7comm.item',
    's7comm-plus',
    'cotp',
    'analyzer',
  ],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const rowKind = required('kind', columns.text('kind'))
    const special: Readonly<Record<string, Writer>> = {
      violation: violation(columns, 'S7COMM'),
      plus: plusUnit(columns),
      connect: cotpUnit(columns),
      disconnect: cotpUnit(columns),
      other: otherProtocol(columns),
    }
    const unit = s7Unit(columns)
    return (row, facts) => {
      const text = rowKind(row)
      const write = Object.hasOwn(special, text) ? special[text] : undefined
      if (write) write(row, facts, ts(row), at(row))
      else unit(row, facts, ts(row), at(row))
    }
  },
}

const blank = {
  reference: null,
  unit: null,
  sub_function: null,
  outcome: null,
  response_ts: null,
  address: null,
  quantity: null,
} as const

function s7Unit(columns: Columns): Writer {
  const rowKind = required('kind', columns.text('kind'))
  const responseTs = columns.time('response_ts')
  const rosctr = columns.count('rosctr')
  const reference = columns.count('pdu_reference')
  const names = functionColumns(columns)
  const errorClass = columns.count('error_class')
  const errorCode = columns.count('error_code')
  const details = [otsiftItems(columns), otsiftSzl(columns), otsiftBlock(columns)]
  return (row, facts, ts, at) => {
    const error = (errorClass(row) ?? 0) * 256 + (errorCode(row) ?? 0)
    const what = bundledKind(rowKind(row))
    const type = rosctr(row) ?? null
    const message: Message = {
      ...blank,
      ts,
      endpoints: at,
      protocol: 's7comm',
      source,
      kind: what,
      reference: reference(row) ?? null,
      ...names(row, type),
      outcome: error === 0 ? null : error,
      response_ts: what === kind.exchange ? (responseTs(row) ?? null) : null,
      details: { rosctr: type },
    }
    for (const detail of details) detail(row, facts, message)
    facts.message(message)
  }
}

/** Function and sub-function as `functions.ts` numbers them. */
function functionColumns(columns: Columns) {
  const func = columns.count('func')
  const type = columns.count('ud_type')
  const group = columns.count('ud_group')
  const subFunction = columns.count('ud_subfunction')
  const piService = columns.text('pi_service')
  return (row: Row, rosctr: number | null): { function: number; sub_function: string | null } => {
    if (rosctr !== userDataRosctr) {
      const code = func(row) ?? 0
      const service = code === plcControl ? piService(row) : undefined
      return { function: code, sub_function: service?.slice(0, 64) ?? null }
    }
    const base = type(row) === 0 ? userDataPush : userData
    const sub = subFunction(row)
    return {
      function: base + (group(row) ?? 0),
      sub_function: sub === undefined ? null : String(sub),
    }
  }
}

function plusUnit(columns: Columns): Writer {
  const version = columns.count('plus_version')
  const opcode = columns.count('plus_opcode')
  const func = columns.count('plus_function')
  return (row, facts, ts, at) => {
    const operation = opcode(row) ?? null
    facts.message({
      ...blank,
      ts,
      endpoints: at,
      protocol: 's7comm-plus',
      source: plusSource,
      kind: operation === 0x31 ? kind.request : operation === 0x32 ? kind.reply : kind.push,
      function: func(row) ?? 0,
      details: { version: version(row) ?? null, opcode: operation },
    })
  }
}

function cotpUnit(columns: Columns): Writer {
  const type = columns.count('cotp_type')
  const answer = columns.count('cotp_response')
  const responseTs = columns.time('response_ts')
  const fromClient = columns.bool('is_orig')
  const tsap = columns.text('called_tsap')
  const rack = columns.count('rack')
  const slot = columns.count('slot')
  return (row, facts, ts, at) => {
    const conversation: Conversation = { endpoints: at, protocol: 'cotp' }
    const asked = fromClient(row) === false ? 0 : 1
    const place = { tsap: tsap(row) ?? null, rack: rack(row) ?? null, slot: slot(row) ?? null }
    const write = (time: number, item: number, pdu: number, from_client: number) => {
      facts.row('cotp_message', { ts: time, item, pdu, from_client, ...place }, conversation)
      facts.message({
        ...blank,
        ts: time,
        endpoints: at,
        protocol: 'cotp',
        source: sourceId('otsift_cotp'),
        kind: kind.push,
        function: pdu,
        details: {},
      })
    }
    write(ts, 0, (type(row) ?? 0) >> 4, asked)
    const answered = answer(row)
    if (answered !== undefined) write(responseTs(row) ?? ts, 1, answered >> 4, 1 - asked)
  }
}

function otherProtocol(columns: Columns): Writer {
  const reason = columns.text('reason')
  return (row, facts, ts, at) => {
    const columnsOfRow = {
      ts,
      ...at,
      name: 'otsift_no_s7comm',
      addition: reason(row) ?? null,
      source: 'otsift_s7comm',
    }
    facts.row('weird', columnsOfRow)
  }
}
