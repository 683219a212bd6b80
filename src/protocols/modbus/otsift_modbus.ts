import type { Columns } from '../../zeek/columns.js'
import { bundledKind, violation } from '../bundled.js'
import { endpoints, required, timestamp } from '../endpoints.js'
import { kind } from '../message.js'
import type { LogShape } from '../shape.js'
import { sourceId } from '../source.js'
import { packValues } from './values.js'

const source = sourceId('otsift_modbus')
const writes = new Set([5, 6, 15, 16])
const maskWrite = 22
const readWrite = 23

/** otsift_modbus.log of the bundled Zeek scripts: a row an exchange, and a row a violation. */
export const otsiftModbusLog: LogShape = {
  log: 'otsift_modbus',
  provides: () => [
    'modbus',
    'modbus.unit',
    'modbus.request',
    'modbus.address',
    'modbus.values',
    'modbus.sub_function',
    'modbus.violation',
    'analyzer',
  ],
  bind(columns: Columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const rowKind = required('kind', columns.text('kind'))
    const responseTs = columns.time('response_ts')
    const tid = columns.count('tid')
    const unit = columns.count('unit')
    const func = required('func', columns.count('func'))
    const exception = columns.count('exception')
    const subFunction = columns.count('subfunction')
    const address = columns.count('address')
    const quantity = columns.count('quantity')
    const values = columns.numbers('values')
    const writeAddress = columns.count('write_address')
    const writeValues = columns.numbers('write_values')
    const andMask = columns.count('and_mask')
    const orMask = columns.count('or_mask')
    const mismatch = columns.bool('mismatch')
    const broken = violation(columns, 'MODBUS')
    return (row, facts) => {
      const endpointsOfRow = at(row)
      const time = ts(row)
      if (rowKind(row) === 'violation') {
        broken(row, facts)
        return
      }
      const code = func(row)
      const words = packValues(values(row))
      const sub = subFunction(row)
      const side = {
        ts: time,
        tid: tid(row) ?? null,
        unit: unit(row) ?? null,
        request: 1,
      }
      const conversation = { endpoints: endpointsOfRow, protocol: 'modbus' } as const
      if (code === maskWrite) {
        const masks = {
          address: address(row) ?? null,
          and_mask: andMask(row) ?? null,
          or_mask: orMask(row) ?? null,
        }
        facts.row('modbus_mask_write', { ...side, ...masks }, conversation)
      }
      if (code === readWrite) {
        const written = writeValues(row)
        const both = {
          write_address: writeAddress(row) ?? null,
          write_quantity: written?.length ?? null,
          write_values: packValues(written),
          read_address: address(row) ?? null,
          read_quantity: quantity(row) ?? null,
          read_values: words,
        }
        facts.row('modbus_read_write', { ...side, ...both }, conversation)
      }
      const outcome = exception(row) ?? null
      const what = bundledKind(rowKind(row))
      facts.message({
        ts: time,
        endpoints: endpointsOfRow,
        protocol: 'modbus',
        source,
        kind: what,
        reference: tid(row) ?? null,
        unit: unit(row) ?? null,
        function: code,
        sub_function: sub === undefined ? null : String(sub),
        outcome,
        response_ts: what === kind.exchange ? (responseTs(row) ?? null) : null,
        address: address(row) ?? null,
        quantity: quantity(row) ?? null,
        details: {
          request_values: writes.has(code) ? words : null,
          response_values: writes.has(code) ? null : words,
          mismatch: mismatch(row) === true ? 1 : null,
        },
      })
    }
  },
}
