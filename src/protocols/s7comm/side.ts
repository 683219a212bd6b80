import { type Columns, FieldError } from '../../zeek/columns.js'
import { endpoints, required, timestamp } from '../endpoints.js'
import { kind } from '../message.js'
import type { LogShape } from '../shape.js'
import { sourceId } from '../source.js'

const data = 0x0f

/** cotp.log of ICSNPP. Data units, nearly all of its rows, are counted; the others are also stored. */
export const cotpLog: LogShape = {
  log: 'cotp',
  provides: () => ['cotp'],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const fromClient = columns.bool('is_orig')
    const code = required('pdu_code', columns.text('pdu_code'))
    const source = sourceId('cotp')
    return (row, facts) => {
      const pdu = integer(code(row))
      if (pdu === null) throw new FieldError('pdu_code is no number')
      const time = ts(row)
      const pair = at(row)
      facts.message({
        ts: time,
        endpoints: pair,
        protocol: 'cotp',
        source,
        kind: kind.push,
        reference: null,
        unit: null,
        function: pdu & 0xff,
        sub_function: null,
        outcome: null,
        response_ts: null,
        address: null,
        quantity: null,
        details: {},
      })
      if (pdu === data) return
      const columnsOfRow = {
        ts: time,
        item: 0,
        pdu,
        from_client: fromClient(row) === false ? 0 : 1,
      }
      facts.row('cotp_message', columnsOfRow, { endpoints: pair, protocol: 'cotp' })
    }
  },
}

/** s7comm_read_szl.log of ICSNPP: which system status lists are read. */
export const readSzlLog: LogShape = {
  log: 's7comm_read_szl',
  provides: () => ['s7comm.szl'],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const method = columns.text('method')
    const id = columns.text('szl_id')
    const name = columns.text('szl_id_name')
    const index = columns.text('szl_index')
    const returnCode = columns.text('return_code')
    return (row, facts) => {
      facts.row(
        's7comm_szl',
        {
          ts: ts(row),
          request: method(row) === 'Request' ? 1 : 0,
          szl: integer(id(row)),
          name: name(row) ?? null,
          szl_index: integer(index(row)),
          return_code: integer(returnCode(row)),
        },
        { endpoints: at(row), protocol: 's7comm' },
      )
    }
  },
}

/** s7comm_upload_download.log of ICSNPP: which blocks travel. */
export const uploadDownloadLog: LogShape = {
  log: 's7comm_upload_download',
  provides: () => ['s7comm.block'],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const rosctr = columns.text('rosctr')
    const functionName = columns.text('function_name')
    const status = columns.text('function_status')
    const session = columns.count('session_id')
    const length = columns.count('blocklength')
    const filename = columns.text('filename')
    const type = columns.text('block_type')
    const number = columns.text('block_number')
    const destination = columns.text('destination_filesystem')
    return (row, facts) => {
      facts.row(
        's7comm_block',
        {
          ts: ts(row),
          request: rosctr(row) === 'Job-Request' ? 1 : 0,
          function: functionName(row) ?? null,
          status: integer(status(row)),
          session: session(row) ?? null,
          length: length(row) ?? null,
          filename: filename(row) ?? null,
          block_type: type(row) ?? null,
          block_number: integer(number(row)),
          destination: destination(row) ?? null,
        },
        { endpoints: at(row), protocol: 's7comm' },
      )
    }
  },
}

/** s7comm_plus.log of ICSNPP. Requests and notifications are exchanges; responses cannot be paired. */
export const s7commPlusLog: LogShape = {
  log: 's7comm_plus',
  provides: () => ['s7comm-plus'],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const version = columns.count('version')
    const opcode = columns.text('opcode')
    const functionCode = columns.text('function_code')
    const source = sourceId('s7comm_plus')
    return (row, facts) => {
      const operation = integer(opcode(row))
      facts.message({
        ts: ts(row),
        endpoints: at(row),
        protocol: 's7comm-plus',
        source,
        kind: operation === 0x31 ? kind.request : operation === 0x32 ? kind.reply : kind.push,
        reference: null,
        unit: null,
        function: integer(functionCode(row)) ?? 0,
        sub_function: null,
        outcome: null,
        response_ts: null,
        address: null,
        quantity: null,
        details: { version: version(row) ?? null, opcode: operation },
      })
    }
  },
}

/** s7comm_known_devices.log of ICSNPP (2025-03): names and serial numbers that PLCs gave. */
export const knownDevicesLog: LogShape = {
  log: 's7comm_known_devices',
  provides: () => ['s7comm.identity'],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const system = columns.text('automation_system_name')
    const module = columns.text('module_name')
    const plant = columns.text('plant_name')
    const serial = columns.text('module_serial')
    return (row, facts) => {
      facts.row(
        's7comm_identity',
        {
          ts: ts(row),
          system: system(row) ?? null,
          module: module(row) ?? null,
          plant: plant(row) ?? null,
          serial: serial(row) ?? null,
        },
        { endpoints: at(row), protocol: 's7comm' },
      )
    }
  },
}

/** A hexadecimal or decimal number in a text column; what is none is null. */
function integer(text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  const value = Number(text)
  return Number.isInteger(value) ? value : null
}
