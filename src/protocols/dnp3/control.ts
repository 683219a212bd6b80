import type { Columns, Row } from '../../zeek/columns.js'
import { endpoints, timestamp } from '../endpoints.js'
import { type Endpoints, kind, type Message } from '../message.js'
import { connectionColumns, type LogShape } from '../shape.js'
import { sourceId } from '../source.js'
import { dnp3Function } from './functions.js'

const directOperateNoReply = 0x06

/**
 * Control status codes by ICSNPP's label. ICSNPP's table is shifted at 5 to 7, so its "Latch Off" is
 * code 5, ALREADY_ACTIVE. Source: IEEE 1815-2012 table 11-9; opendnp3 CommandStatus.
 */
const statusByLabel = new Map([
  ['Success', 0],
  ['Timeout', 1],
  ['No Select', 2],
  ['Format Error', 3],
  ['Not Supported', 4],
  ['Latch Off', 5],
  ['Already Active', 6],
  ['Hardware Error', 7],
  ['Too Many Objs', 8],
  ['Not Authorized', 9],
  ['Automation Inhibit', 10],
  ['Processing Limited', 11],
  ['Out of Range', 12],
  ['Non Participating', 126],
  ['Undefined', 127],
])

/** dnp3_control.log of ICSNPP: a row a control block, in requests and in responses. */
export const dnp3ControlLog: LogShape = {
  log: 'dnp3_control',
  stock: [
    [
      ...connectionColumns,
      ...'is_orig source_h source_p destination_h destination_p block_type function_code index_number trip_control_code operation_type clear_bit execute_count on_time off_time status_code'.split(
        ' ',
      ),
    ],
  ],
  provides: () => ['dnp3.control'],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const functionName = columns.text('function_code')
    const block = columns.text('block_type')
    const index = columns.count('index_number')
    const tripClose = columns.text('trip_control_code')
    const operation = columns.text('operation_type')
    const clear = columns.bool('clear_bit')
    const count = columns.count('execute_count')
    const onTime = columns.count('on_time')
    const offTime = columns.count('off_time')
    const status = columns.text('status_code')
    return (row, facts) => {
      const name = functionName(row)
      const code = name === undefined ? null : dnp3Function(name, 16)
      const endpointsOfRow = at(row)
      const time = ts(row)
      facts.row(
        'dnp3_control',
        {
          ts: time,
          function: code,
          block: block(row) ?? null,
          point: index(row) ?? null,
          trip_close: tripClose(row) ?? null,
          operation: operation(row) ?? null,
          clear: flag(clear(row)),
          execute_count: count(row) ?? null,
          on_time: onTime(row) ?? null,
          off_time: offTime(row) ?? null,
          status: statusCode(status(row)),
        },
        { endpoints: endpointsOfRow, protocol: 'dnp3' },
      )
      if (code === directOperateNoReply) facts.message(unacknowledged(time, endpointsOfRow))
    }
  },
}

/**
 * dnp3.log has no row for a request without acknowledgement, so its blocks stand for it. Blocks of one
 * request share its time; the pairing takes requests of one time as one.
 */
function unacknowledged(ts: number, at: Endpoints): Message {
  return {
    ts,
    endpoints: at,
    protocol: 'dnp3',
    source: sourceId('dnp3'),
    kind: kind.request,
    reference: null,
    unit: null,
    function: directOperateNoReply,
    sub_function: null,
    outcome: null,
    response_ts: null,
    address: null,
    quantity: null,
    details: { reply: null, iin: null },
  }
}

function flag(value: boolean | undefined): number | null {
  return value === undefined ? null : value ? 1 : 0
}

/** A status label as its number; unknown ones are hexadecimal (`unknown-d` is 13). */
function statusCode(label: string | undefined): number | null {
  if (label === undefined) return null
  const known = statusByLabel.get(label)
  if (known !== undefined) return known
  const code = Number.parseInt(/^unknown-(?:0x)?([0-9a-f]+)$/i.exec(label)?.[1] ?? '', 16)
  return Number.isNaN(code) ? null : code
}

/** dnp3_objects.log of ICSNPP: the object types of reads and their responses. */
export const dnp3ObjectsLog: LogShape = {
  log: 'dnp3_objects',
  stock: [
    [
      ...connectionColumns,
      ...'is_orig source_h source_p destination_h destination_p function_code object_type object_count range_low range_high'.split(
        ' ',
      ),
    ],
  ],
  provides: () => ['dnp3.object'],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const functionName = columns.text('function_code')
    const type = columns.text('object_type')
    const count = columns.count('object_count')
    const low = columns.count('range_low')
    const high = columns.count('range_high')
    return (row: Row, facts) => {
      const name = functionName(row)
      facts.row(
        'dnp3_object',
        {
          ts: ts(row),
          function: name === undefined ? null : dnp3Function(name, 16),
          object: type(row) ?? null,
          count: count(row) ?? null,
          range_low: low(row) ?? null,
          range_high: high(row) ?? null,
        },
        { endpoints: at(row), protocol: 'dnp3' },
      )
    }
  },
}
