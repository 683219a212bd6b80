import { define } from './definition.js'
import { pollerOf } from './find.js'

/** The cycle gets shorter, and nothing else changes. */
export const pollFaster = define({
  protocol: 'modbus',
  what: 'the HMI polls PLC 2 a fifth faster: each 48 s where it was each 60 s',
  expect: ['poll interval shorter than learned'],
  minSeverity: 'medium',
  between: (cell) => [cell.hosts.hmi, cell.hosts.plc2],
  lasts: 7200,
  *steps({ cell, sim, client, server, factor, until }) {
    const poller = pollerOf(cell, client, server)
    const usual = poller.period
    poller.period = usual * (factor ?? 0.8)
    yield until - sim.now
    poller.period = usual
    yield usual + 5
  },
})
