import { ModbusLink } from '../modbus/link.js'
import { strangerOf } from '../plant/hosts.js'
import { define } from './definition.js'
import { deviceOf } from './find.js'

/** A host nobody has seen reads a PLC, politely, for half an hour. */
export const newClient = define({
  protocol: 'modbus',
  what: 'a host never seen before reads the input registers of PLC 2 once a minute',
  expect: ['new client'],
  minSeverity: 'medium',
  between: (cell) => [strangerOf(cell.hosts, 50), cell.hosts.plc2],
  lasts: 1800,
  *steps({ cell, sensor, sim, client, server, until }) {
    const link = new ModbusLink(sensor, client, deviceOf(cell, server))
    yield 0.004
    while (sim.now < until) {
      yield link.request({ unit: 1, code: 4, address: 0, quantity: 4 }).took
      yield 60
    }
    link.close()
  },
})
