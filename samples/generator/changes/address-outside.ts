import { define } from './definition.js'
import { pollerOf } from './find.js'

/** One read, with a known function, of registers nobody reads. */
export const addressOutside = define({
  protocol: 'modbus',
  what: 'the HMI reads holding registers 200 to 209 of PLC 1 once; its block is 0 to 11',
  expect: ['new address for a known pair'],
  minSeverity: 'medium',
  between: (cell) => [cell.hosts.hmi, cell.hosts.plc1],
  *steps({ cell, client, server }) {
    pollerOf(cell, client, server).orders.push({ unit: 1, code: 3, address: 200, quantity: 10 })
    yield 60
  },
})
