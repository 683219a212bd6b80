import { define } from '../changes/definition.js'
import type { Control } from '../dnp3/objects.js'
import { linkOf, masterOf } from './master-of.js'

/** Every breaker, without select, one after the other. */
export const dnp3OperateSweep = define({
  protocol: 'dnp3',
  what: 'the front end sends DIRECT_OPERATE (trip) to points 0 to 7 of RTU 2, twice, within 12 s',
  expect: [
    'control without select',
    'many points operated at once',
    'control burst',
    'control of points and with parameters never seen',
  ],
  minSeverity: 'critical',
  between: (cell) => [cell.hosts.frontEnd, cell.hosts.rtu2],
  *steps({ cell, server }) {
    const link = yield* linkOf(masterOf(cell, server))
    for (let i = 0; i < 16; i++) {
      const control: Control = {
        index: i % 8,
        trip: 'Trip',
        operation: i < 8 ? 'Pulse On' : 'Latch Off',
        onTime: 1000,
      }
      yield 0.6 + link.request('DIRECT_OPERATE', { iin: 0 }, { controls: [control] })
    }
  },
})
