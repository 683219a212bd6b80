import { define } from './definition.js'
import { pollerOf } from './find.js'

/** One write in a conversation of thousands of reads. */
export const extraWrite = define({
  protocol: 'modbus',
  what: 'the historian, which only reads PLC 1, writes one register of it once',
  expect: ['write by a client that only reads', 'new function code for a known pair'],
  minSeverity: 'high',
  between: (cell) => [cell.hosts.historian, cell.hosts.plc1],
  *steps({ cell, client, server }) {
    pollerOf(cell, client, server).orders.push({ unit: 1, code: 6, address: 8, values: [625] })
    yield 180
  },
})
