import { define } from '../changes/definition.js'
import { Dnp3Link } from '../dnp3/link.js'
import { IIN, STATIC_OBJECTS } from '../dnp3/objects.js'
import { strangerOf } from '../plant/hosts.js'

const GUESSES = [
  'Double-bit Input With Status',
  '16-Bit Analog Input',
  '32-Bit Floating Point Input',
  '32-Bit Frozen Counter',
  '16-Bit Binary Counter',
  '32-Bit Analog Output Status',
  '16-Bit Analog Output Status',
  '32-Bit Analog Input Without Flag',
]

/** A second master looks for points that are not there and takes a file. */
export const dnp3RogueMaster = define({
  protocol: 'dnp3',
  what:
    'a rogue master reads all classes of RTU 1, guesses objects and ranges (object unknown, ' +
    'parameter error), then opens, closes and deletes a file',
  expect: ['unauthorised master', 'points-list scan', 'file operation', 'new client'],
  minSeverity: 'critical',
  between: (cell) => [strangerOf(cell.hosts, 77), cell.hosts.rtu1],
  *steps({ sensor, random, client, server }) {
    const link = new Dnp3Link(sensor, client, server)
    yield 0.02
    const all = { reads: ['Class 0 Data'] }
    yield 1 + link.request('READ', { iin: 0, objects: STATIC_OBJECTS }, all)
    for (let i = 0; i < 24; i++) {
      const iin = i % 3 === 2 ? IIN.parameterError : IIN.objectUnknown
      const guess = GUESSES[i % GUESSES.length] ?? ''
      yield random.between(0.3, 0.8) + link.request('READ', { iin }, { reads: [guess] })
    }
    yield 15
    for (const name of ['OPEN_FILE', 'READ', 'READ', 'CLOSE_FILE', 'DELETE_FILE']) {
      yield random.between(1, 2) + link.request(name, { iin: 0 })
    }
    link.close()
  },
})
