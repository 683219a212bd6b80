import { define } from '../changes/definition.js'
import { linkOf, masterOf } from './master-of.js'

/** In the middle of a connection, not in its start-up, the outstation is told to be quiet. */
export const dnp3DisableUnsolicited = define({
  protocol: 'dnp3',
  what: 'the front end sends DISABLE_UNSOLICITED to RTU 2 mid-connection, and ENABLE 20 min later',
  expect: ['unsolicited responses disabled outside the start-up handshake'],
  minSeverity: 'high',
  between: (cell) => [cell.hosts.frontEnd, cell.hosts.rtu2],
  *steps({ cell, server }) {
    const master = masterOf(cell, server)
    const { outstation } = master
    yield (yield* linkOf(master)).request('DISABLE_UNSOLICITED', { iin: outstation.iin })
    outstation.unsolicited = false
    yield 1200
    yield (yield* linkOf(master)).request('ENABLE_UNSOLICITED', { iin: outstation.iin })
    outstation.unsolicited = true
  },
})
