import { type Columns, FieldError, type Read } from '../../zeek/columns.js'
import { endpoints, required, timestamp } from '../endpoints.js'
import { type Kind, kind } from '../message.js'
import { connectionColumns, type LogShape } from '../shape.js'
import { sourceId } from '../source.js'
import { modbusExceptions } from './functions.js'
import { unnamedException } from './modbus.js'
import { modbusException, modbusFunction, modbusSubFunction } from './names.js'
import { packValues } from './values.js'

const source = sourceId('modbus_detailed')
const directed = ['is_orig', 'source_h', 'source_p', 'destination_h', 'destination_p']

/**
 * modbus_detailed.log of ICSNPP in its four shapes: v1 and v1.1 without transaction id, v2 with it,
 * v3 (2025-09) with one row a transaction. Rows are told apart by the columns they have.
 */
export const modbusDetailedLog: LogShape = {
  log: 'modbus_detailed',
  stock: [
    [...connectionColumns, ...'unit_id func network_direction address quantity values'.split(' ')],
    [
      ...connectionColumns,
      ...directed,
      ...'unit_id func request_response address quantity values'.split(' '),
    ],
    [
      ...connectionColumns,
      ...directed,
      ...'tid unit func request_response address quantity values'.split(' '),
    ],
    [
      ...connectionColumns,
      ...'tid unit func address quantity request_values response_values modbus_detailed_link_id matched request_subfunction_code response_subfunction_code request_data response_data exception_code mei_type'.split(
        ' ',
      ),
    ],
  ],
  provides: (columns) => [
    ...['modbus', 'modbus.unit', 'modbus.request', 'modbus.address', 'modbus.values'],
    ...(columns.has('matched') ? ['modbus.sub_function'] : []),
  ],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const tid = columns.count('tid')
    const unit = either(columns.count('unit'), columns.count('unit_id'))
    const func = required('func', columns.text('func'))
    const direction = either(columns.text('request_response'), columns.text('network_direction'))
    const address = columns.count('address')
    const quantity = columns.count('quantity')
    const values = columns.text('values')
    const valueList = columns.numbers('values')
    const requestValues = columns.numbers('request_values')
    const responseValues = columns.numbers('response_values')
    const matched = columns.bool('matched')
    const subFunction = either(
      columns.text('request_subfunction_code'),
      columns.text('response_subfunction_code'),
    )
    const exceptionCode = columns.text('exception_code')
    return (row, facts) => {
      const { code, exception } = modbusFunction(func(row))
      const remark = remarkOf(values(row))
      const outcome =
        modbusException(exceptionCode(row)) ??
        (exception ? (modbusExceptions.get(remark ?? '') ?? unnamedException) : null)
      const way = direction(row)
      const request = packValues(requestValues(row))
      const response = packValues(responseValues(row))
      const rowKind =
        way === undefined
          ? transactionKind(matched(row), outcome !== null || response !== null)
          : directedKind(way)
      const single = remark === undefined ? packValues(valueList(row)) : null
      facts.message({
        ts: ts(row),
        endpoints: at(row),
        protocol: 'modbus',
        source,
        kind: rowKind,
        reference: tid(row) ?? null,
        unit: unit(row) ?? null,
        function: code,
        sub_function: code === 8 ? modbusSubFunction(subFunction(row)) : null,
        outcome,
        response_ts: null,
        address: address(row) ?? null,
        quantity: quantity(row) ?? null,
        details: {
          request_values: rowKind === kind.request ? (single ?? request) : request,
          response_values: rowKind === kind.response ? (single ?? response) : response,
        },
      })
    }
  },
}

function either<T>(first: Read<T>, second: Read<T>): Read<T> {
  return (row) => first(row) ?? second(row)
}

/** v1 to v2 write an exception's name, or a remark such as "see modbus_…log", where the values stand. */
function remarkOf(values: string | undefined): string | undefined {
  return values === undefined || /^[\dTF,.-]*$/.test(values) ? undefined : values
}

/** v1 to v2: each row says its direction. */
function directedKind(direction: string): Kind {
  const way = direction.toLowerCase()
  if (way === 'request') return kind.request
  if (way === 'response') return kind.response
  throw new FieldError(`neither request nor response: ${direction.slice(0, 20)}`)
}

/**
 * v3: `matched` true is a whole exchange; false is a request flushed unanswered, or a response without
 * request; unset is a function without a handler, which gives two rows without direction.
 */
function transactionKind(matched: boolean | undefined, answered: boolean): Kind {
  if (matched === true) return kind.exchange
  if (answered) return kind.response
  return matched === false ? kind.request : kind.either
}
