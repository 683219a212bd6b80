import { define } from './definition.js'
import { pollerOf } from './find.js'

/** Same requests, same pace, another order. */
export const requestsSwapped = define({
  protocol: 'modbus',
  what: 'the first two of the three requests in the cycle of HMI and PLC 2 change places',
  expect: ['requests in an order not learned'],
  minSeverity: 'medium',
  between: (cell) => [cell.hosts.hmi, cell.hosts.plc2],
  lasts: 600,
  *steps({ cell, sim, client, server, until }) {
    const poller = pollerOf(cell, client, server)
    const usual = poller.polls
    const [first, second, ...rest] = usual
    if (first && second) poller.polls = [second, first, ...rest]
    yield until - sim.now
    poller.polls = usual
    yield poller.period + 5
  },
})
