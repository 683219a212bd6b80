import { type Columns, FieldError } from '../../zeek/columns.js'
import { endpoints, required, timestamp } from '../endpoints.js'
import { type Kind, kind } from '../message.js'
import { connectionColumns, type LogShape } from '../shape.js'
import { sourceId } from '../source.js'
import { modbusException, modbusFunction } from './names.js'

const source = sourceId('modbus')

/** Code of an exception whose number the log does not tell. */
export const unnamedException = 0

/** modbus.log of stock Zeek: a row a message since 5.1, a row a response before. */
export const modbusLog: LogShape = {
  log: 'modbus',
  stock: [
    [...connectionColumns, 'tid', 'unit', 'func', 'pdu_type', 'exception'],
    [...connectionColumns, 'func', 'exception'],
  ],
  provides: (columns) => [
    'modbus',
    ...(columns.has('unit') ? ['modbus.unit', 'modbus.request'] : []),
  ],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const tid = columns.count('tid')
    const unit = columns.count('unit')
    const func = required('func', columns.text('func'))
    const pduType = columns.text('pdu_type')
    const exceptionName = columns.text('exception')
    return (row, facts) => {
      const { code, exception } = modbusFunction(func(row))
      const type = pduType(row)
      const outcome = modbusException(exceptionName(row)) ?? (exception ? unnamedException : null)
      facts.message({
        ts: ts(row),
        endpoints: at(row),
        protocol: 'modbus',
        source,
        kind: rowKind(type),
        reference: tid(row) ?? null,
        unit: unit(row) ?? null,
        function: code,
        sub_function: null,
        outcome,
        response_ts: null,
        address: null,
        quantity: null,
        details: {},
      })
    }
  },
}

/** Without pdu_type every row is a response that stands for its exchange (Zeek up to 5.0). */
function rowKind(type: string | undefined): Kind {
  if (type === 'REQ') return kind.request
  if (type === 'RESP') return kind.response
  if (type === undefined) return kind.exchange
  throw new FieldError(`pdu_type is neither REQ nor RESP: ${type.slice(0, 20)}`)
}
