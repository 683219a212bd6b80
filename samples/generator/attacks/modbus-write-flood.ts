import { define } from '../changes/definition.js'
import { deviceOf } from '../changes/find.js'
import { ModbusLink } from '../modbus/link.js'

/** From the HMI's own address, so neither client nor function nor address is new: only the pace. */
export const modbusWriteFlood = define({
  protocol: 'modbus',
  what:
    'the compromised HMI toggles coil 1 of PLC 1 160 times in 40 s and tries 60 values on ' +
    'set-point 8, through a second connection',
  expect: ['write flood', 'coil toggling', 'brute force over values of one register'],
  minSeverity: 'high',
  between: (cell) => [cell.hosts.hmi, cell.hosts.plc1],
  *steps({ cell, sensor, random, client, server }) {
    const device = deviceOf(cell, server)
    const link = new ModbusLink(sensor, client, device)
    yield 0.01
    const pump = device.unit(1).cell('coil', 1)?.read(0) ?? 0
    const point = device.unit(1).cell('holding', 8)?.read(0) ?? 0
    for (let i = 0; i < 160; i++) {
      const values = [i % 2 === 0 ? 1 - pump : pump]
      yield link.request({ unit: 1, code: 5, address: 1, values }).took + random.between(0.2, 0.27)
    }
    yield 5
    for (let i = 0; i < 60; i++) {
      const values = [i < 59 ? 600 + i : point]
      yield link.request({ unit: 1, code: 6, address: 8, values }).took + random.between(0.2, 0.3)
    }
    link.close()
  },
})
