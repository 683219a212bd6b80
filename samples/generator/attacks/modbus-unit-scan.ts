import { define } from '../changes/definition.js'
import { deviceOf } from '../changes/find.js'
import { ModbusLink } from '../modbus/link.js'
import { strangerOf } from '../plant/hosts.js'

/** Who lives behind the gateway? */
export const modbusUnitScan = define({
  protocol: 'modbus',
  what: 'a second rogue host asks the gateway for one register of each unit from 1 to 40',
  expect: ['new client', 'unit-id scan', 'exception burst (gateway target failed to respond)'],
  minSeverity: 'medium',
  between: (cell) => [strangerOf(cell.hosts, 67), cell.hosts.gateway],
  *steps({ cell, sensor, random, client, server }) {
    const link = new ModbusLink(sensor, client, deviceOf(cell, server))
    yield 0.01
    for (let unit = 1; unit <= 40; unit++) {
      const { took } = link.request({ unit, code: 3, address: 0, quantity: 1 })
      yield took + random.between(0.3, 0.7)
    }
    link.close()
  },
})
