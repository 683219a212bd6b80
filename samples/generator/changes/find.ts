import type { ModbusClient } from '../modbus/client.js'
import type { ModbusDevice } from '../modbus/device.js'
import type { Cell } from '../plant/cell.js'

/** The poller between two hosts, for changes that bend what it does. */
export function pollerOf(cell: Cell, client: string, server: string): ModbusClient {
  const found = cell.modbus.find((c) => c.client === client && c.device.host === server)
  if (!found) throw new Error(`nothing polls ${server} from ${client}`)
  return found
}

export function deviceOf(cell: Cell, server: string): ModbusDevice {
  const found = Object.values(cell.devices).find((device) => device.host === server)
  if (!found) throw new Error(`there is no Modbus server at ${server}`)
  return found
}
