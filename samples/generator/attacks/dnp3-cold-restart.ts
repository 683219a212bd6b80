import { define } from '../changes/definition.js'
import { linkOf, masterOf } from './master-of.js'

/** The known master restarts an outstation, which comes back with its restart bit set. */
export const dnp3ColdRestart = define({
  protocol: 'dnp3',
  what: 'the SCADA front end sends COLD_RESTART to RTU 1, which is away for 45 s',
  expect: ['cold restart', 'device restart bit (IIN1.7) after it'],
  minSeverity: 'high',
  between: (cell) => [cell.hosts.frontEnd, cell.hosts.rtu1],
  *steps({ cell, sim, server }) {
    const master = masterOf(cell, server)
    const { outstation } = master
    const link = yield* linkOf(master)
    yield 0.4 + link.request('COLD_RESTART', { iin: outstation.iin })
    outstation.restart(sim.now, 45)
    link.close('RSTR')
    master.link = undefined
    yield* linkOf(master)
    yield 5
  },
})
