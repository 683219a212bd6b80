import { define } from './definition.js'
import { deviceOf } from './find.js'

/** Far enough to be a jump, near enough to stay between the learned limits. */
const STEP = 14
const MIDDLE = 84

export const valueStep = define({
  protocol: 'modbus',
  what: 'the chlorine in input register 0 of PLC 2 jumps by 14 between two polls, within its range',
  expect: ['value changed by more than its learned step'],
  minSeverity: 'medium',
  between: (cell) => [cell.hosts.hmi, cell.hosts.plc2],
  lasts: 1800,
  *steps({ cell, sim, server, until }) {
    const unit = deviceOf(cell, server).unit(1)
    const start = sim.now
    unit.replace('input', 0, (before) => {
      const step = before(start) > MIDDLE ? -STEP : STEP
      return (time) => before(time) + (time >= start && time < until ? step : 0)
    })
    yield until - start + 120
  },
})
