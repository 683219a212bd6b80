import { define } from './definition.js'
import { pollerOf } from './find.js'

/** One request with a function code this pair has never used. */
export const newFunction = define({
  protocol: 'modbus',
  what: 'the HMI reads holding registers of PLC 3 once, where it only ever read inputs',
  expect: ['new function code for a known pair'],
  minSeverity: 'medium',
  between: (cell) => [cell.hosts.hmi, cell.hosts.plc3],
  *steps({ cell, client, server }) {
    pollerOf(cell, client, server).orders.push({ unit: 1, code: 3, address: 0, quantity: 4 })
    yield 90
  },
})
