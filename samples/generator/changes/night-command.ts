import { define } from './definition.js'
import { pollerOf } from './find.js'

/** The right command from the right host at the wrong hour; `at` is to be a night's hour. */
export const nightCommand = define({
  protocol: 'modbus',
  what: 'the HMI switches coil 1 of PLC 1, as it does each day, but at night',
  expect: ['command outside the learned hours'],
  minSeverity: 'medium',
  between: (cell) => [cell.hosts.hmi, cell.hosts.plc1],
  *steps({ cell, client, server }) {
    pollerOf(cell, client, server).orders.push({ unit: 1, code: 5, address: 1, values: [1] })
    yield 60
  },
})
