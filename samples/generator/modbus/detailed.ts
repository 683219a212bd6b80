import type { Connection } from '../net/connection.js'
import type { ZeekRow } from '../zeek/value.js'
import type { ModbusAnswer, ModbusRequest } from './device.js'
import { diagnosticName, exceptionFunctionName, exceptionName, isPaired } from './names.js'

export interface DetailedRows {
  rows: ZeekRow[]
  /** When they are written; a paired request without an answer waits for its connection's end. */
  at: number | undefined
}

/** The rows of modbus_detailed.log (v3) for one exchange; `row` has the first columns. */
export function detailedRows(
  request: ModbusRequest,
  answer: ModbusAnswer,
  row: ZeekRow,
  end: number,
  linkId?: string,
): DetailedRows {
  if (!isPaired(request.code)) return { rows: unpaired(request, answer, row, end), at: end }
  describeRequest(row, request)
  if (linkId) row.modbus_detailed_link_id = linkId
  row.matched = answer !== 'none'
  if (answer === 'none') return { rows: [row], at: undefined }
  if ('exception' in answer) row.exception_code = exceptionName(answer.exception)
  else describeAnswer(row, request, answer.values)
  return { rows: [row], at: end }
}

function describeRequest(row: ZeekRow, request: ModbusRequest): void {
  const { code, address, values } = request
  if (address !== undefined) {
    row.address = address
    row.quantity = request.quantity ?? values?.length
  }
  if (values) row.request_values = values
  if (code === 8) {
    row.request_subfunction_code = diagnosticName(request.subfunction ?? 0)
    row.request_data = '\u0000\u0000'
  }
  if (code === 43) row.mei_type = 'Read Device Identification'
}

function describeAnswer(row: ZeekRow, request: ModbusRequest, values?: readonly number[]): void {
  if (values) row.response_values = values
  if (request.code === 8) {
    row.response_subfunction_code = row.request_subfunction_code
    row.response_data = '\u0000\u0000'
  }
  const padding = request.code <= 2 ? (8 - ((request.quantity ?? 1) % 8)) % 8 : 0
  if (padding > 0) row.response_data = Array(padding).fill('0').join(',')
}

/** No handler in the package: request and response are two rows that say nothing more. */
function unpaired(
  request: ModbusRequest,
  answer: ModbusAnswer,
  row: ZeekRow,
  end: number,
): ZeekRow[] {
  if (answer === 'none') return [row]
  const back: ZeekRow = { ...row, ts: end }
  if ('exception' in answer) {
    back.func = exceptionFunctionName(request.code)
    back.exception_code = exceptionName(answer.exception)
  }
  return [row, back]
}

const OBJECTS = [
  ['0x00', 'VendorName', 'Aldermoor Controls'],
  ['0x01', 'ProductCode', 'AC-340'],
  ['0x02', 'MajorMinorVersion', 'V2.6'],
]

/** modbus_read_device_identification.log: the request, then a row for each object. */
export function identificationRows(
  connection: Connection,
  head: { tid: number; unit: number },
  linkId: string,
  ts: number,
  end: number,
  answer: ModbusAnswer,
): ZeekRow[] {
  const common = {
    modbus_detailed_link_id: linkId,
    ...head,
    func: 'ENCAP_INTERFACE_TRANSPORT',
    mei_type: 'READ-DEVICE-IDENTIFICATION',
    device_id_code: 1,
  }
  const request = {
    ...connection.directed(ts, true),
    ...common,
    request_response: 'REQUEST',
    object_id_code: '0x00',
    object_id: 'Basic Device Identification',
  }
  if (answer === 'none' || 'exception' in answer) return [request]
  const objects = OBJECTS.map(([code, id, value]) => ({
    ...connection.directed(end, false),
    ...common,
    request_response: 'RESPONSE',
    conformity_level_code: '0x81',
    conformity_level: 'Basic Identification (Stream, Individual)',
    object_id_code: code,
    object_id: id,
    object_value: value,
  }))
  return [request, ...objects]
}
