import { define } from '../changes/definition.js'
import { deviceOf } from '../changes/find.js'
import { ModbusLink } from '../modbus/link.js'

const SILENT = 540

/** One diagnostic request and the PLC hears but no longer speaks, until its power is cycled. */
export const modbusListenOnly = define({
  protocol: 'modbus',
  what:
    'the engineering workstation sends Force Listen Only (FC 8/4) to PLC 2, which answers ' +
    'nobody for nine minutes; HMI and historian run into timeouts and reconnect',
  expect: ['force listen only mode', 'device silent after a command', 'requests unanswered'],
  minSeverity: 'critical',
  between: (cell) => [cell.hosts.ews, cell.hosts.plc2],
  *steps({ cell, sensor, sim, client, server }) {
    const device = deviceOf(cell, server)
    const link = new ModbusLink(sensor, client, device)
    yield 0.01
    yield link.request({ unit: 1, code: 8, subfunction: 4 }).took
    device.deafUntil = sim.now + SILENT
    yield 2
    link.close()
    yield SILENT
  },
})
