import { define } from '../changes/definition.js'
import { deviceOf } from '../changes/find.js'
import { ModbusLink } from '../modbus/link.js'
import { strangerOf } from '../plant/hosts.js'

const CODES = [1, 2, 3, 4, 7, 11, 12, 17, 20, 24, 40, 43, 65, 66, 90, 100, 125]

/** Which functions does this PLC know? Writes are left out, it only wants to see. */
export const modbusFunctionScan = define({
  protocol: 'modbus',
  what: 'a third rogue host tries 17 function codes on PLC 3, reserved and vendor codes among them',
  expect: [
    'new client',
    'function-code scan',
    'exception burst (illegal function)',
    'invalid or reserved function code',
    'vendor or program function code',
    'report server id',
    'device identification read',
  ],
  minSeverity: 'high',
  between: (cell) => [strangerOf(cell.hosts, 68), cell.hosts.plc3],
  *steps({ cell, sensor, random, client, server }) {
    const link = new ModbusLink(sensor, client, deviceOf(cell, server))
    yield 0.01
    for (const code of CODES) {
      const addressed = code <= 4 || code === 24 ? { address: 0, quantity: 1 } : {}
      yield link.request({ unit: 1, code, ...addressed }).took + random.between(0.4, 1.1)
    }
    link.close()
  },
})
