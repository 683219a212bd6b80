import { define } from './definition.js'
import { deviceOf } from './find.js'

/** A measured value that always moved stands still. */
export const valueFrozen = define({
  protocol: 'modbus',
  what: 'the flow in holding register 0 of PLC 1 stays at one value for six hours',
  expect: ['value frozen'],
  minSeverity: 'medium',
  between: (cell) => [cell.hosts.hmi, cell.hosts.plc1],
  lasts: 6 * 3600,
  *steps({ cell, sim, server, until }) {
    const unit = deviceOf(cell, server).unit(1)
    const start = sim.now
    unit.replace(
      'holding',
      0,
      (before) => (time) => before(time >= start && time < until ? start : time),
    )
    yield until - start + 120
  },
})
