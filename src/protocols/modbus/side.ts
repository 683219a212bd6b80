import type { Columns } from '../../zeek/columns.js'
import { endpoints, timestamp } from '../endpoints.js'
import type { LogShape } from '../shape.js'
import { packValues } from './values.js'

/** Common columns of ICSNPP's side logs, which detail one message of modbus_detailed. */
function side(columns: Columns) {
  const unit = columns.count('unit')
  const unitId = columns.count('unit_id')
  const direction = columns.text('request_response')
  const directionOld = columns.text('network_direction')
  return {
    ts: timestamp(columns),
    at: endpoints(columns),
    tid: columns.count('tid'),
    unit: (row: Parameters<typeof unit>[0]) => unit(row) ?? unitId(row) ?? null,
    request: (row: Parameters<typeof unit>[0]) =>
      /^request$/i.test(direction(row) ?? directionOld(row) ?? '') ? 1 : 0,
  }
}

/** modbus_mask_write_register.log: address and masks of function 22. */
export const maskWriteLog: LogShape = {
  log: 'modbus_mask_write_register',
  provides: () => ['modbus.mask_write'],
  bind(columns) {
    const common = side(columns)
    const address = columns.count('address')
    const andMask = columns.count('and_mask')
    const orMask = columns.count('or_mask')
    return (row, facts) => {
      facts.row(
        'modbus_mask_write',
        {
          ts: common.ts(row),
          tid: common.tid(row) ?? null,
          unit: common.unit(row),
          request: common.request(row),
          address: address(row) ?? null,
          and_mask: andMask(row) ?? null,
          or_mask: orMask(row) ?? null,
        },
        { endpoints: common.at(row), protocol: 'modbus' },
      )
    }
  },
}

/** modbus_read_write_multiple_registers.log: both address ranges of function 23. */
export const readWriteLog: LogShape = {
  log: 'modbus_read_write_multiple_registers',
  provides: () => ['modbus.read_write'],
  bind(columns) {
    const common = side(columns)
    const writeAddress = columns.count('write_start_address')
    const written = columns.numbers('write_registers')
    const readAddress = columns.count('read_start_address')
    const readQuantity = columns.count('read_quantity')
    const read = columns.numbers('read_registers')
    return (row, facts) => {
      const values = written(row)
      facts.row(
        'modbus_read_write',
        {
          ts: common.ts(row),
          tid: common.tid(row) ?? null,
          unit: common.unit(row),
          request: common.request(row),
          write_address: writeAddress(row) ?? null,
          write_quantity: values?.length ?? null,
          write_values: packValues(values),
          read_address: readAddress(row) ?? null,
          read_quantity: readQuantity(row) ?? null,
          read_values: packValues(read(row)),
        },
        { endpoints: common.at(row), protocol: 'modbus' },
      )
    }
  },
}

/** modbus_read_device_identification.log: what function 43/14 asked for and was told. */
export const deviceIdentificationLog: LogShape = {
  log: 'modbus_read_device_identification',
  provides: () => ['modbus.identity'],
  bind(columns) {
    const common = side(columns)
    const objectId = columns.text('object_id')
    const objectValue = columns.text('object_value')
    return (row, facts) => {
      facts.row(
        'modbus_identity',
        {
          ts: common.ts(row),
          unit: common.unit(row),
          request: common.request(row),
          object: objectId(row) ?? null,
          value: objectValue(row) ?? null,
        },
        { endpoints: common.at(row), protocol: 'modbus' },
      )
    }
  },
}

/** modbus_register_change.log of policy/protocols/modbus/track-memmap; its register is 1-based. */
export const registerChangeLog: LogShape = {
  log: 'modbus_register_change',
  provides: () => ['modbus.register_change'],
  bind(columns) {
    const ts = timestamp(columns)
    const at = endpoints(columns)
    const register = columns.count('register')
    const oldValue = columns.count('old_val')
    const newValue = columns.count('new_val')
    const delta = columns.number('delta')
    return (row, facts) => {
      const oneBased = register(row)
      facts.row(
        'modbus_register_change',
        {
          ts: ts(row),
          address: oneBased === undefined ? null : oneBased - 1,
          old_value: oldValue(row) ?? null,
          new_value: newValue(row) ?? null,
          delta: delta(row) ?? null,
        },
        { endpoints: at(row), protocol: 'modbus' },
      )
    }
  },
}

const roles = new Map([
  ['Known::MODBUS_MASTER', 'client'],
  ['Known::MODBUS_SLAVE', 'server'],
])

/** known_modbus.log of policy/protocols/modbus/known-masters-slaves. */
export const knownModbusLog: LogShape = {
  log: 'known_modbus',
  provides: () => ['known_modbus'],
  bind(columns) {
    const ts = timestamp(columns)
    const host = columns.text('host')
    const type = columns.text('device_type')
    return (row, facts) => {
      facts.row('known_modbus', {
        ts: ts(row),
        host: host(row) ?? null,
        role: roles.get(type(row) ?? '') ?? null,
      })
    }
  },
}
