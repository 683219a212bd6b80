import { define } from './definition.js'
import { pollerOf } from './find.js'

/** A client stops asking; its connection stays open. */
export const pollStopped = define({
  protocol: 'modbus',
  what: 'the historian stops polling PLC 3 for two hours',
  expect: ['missing poll'],
  minSeverity: 'medium',
  between: (cell) => [cell.hosts.historian, cell.hosts.plc3],
  lasts: 7200,
  *steps({ cell, sim, client, server, until }) {
    const poller = pollerOf(cell, client, server)
    poller.running = false
    yield until - sim.now
    poller.running = true
    yield poller.period + 5
  },
})
