import { define } from '../changes/definition.js'
import { strangerOf } from '../plant/hosts.js'
import { S7Link } from '../s7/link.js'
import { DB10, downloadBlock, FC1, OB1, uploadBlock } from '../s7/programs.js'

const SZL_IDS = [0x0000, 0x0011, 0x001c, 0x0131, 0x0132, 0x0232, 0x0424, 0x00a0]

/** Look, copy, stop, replace, start. */
export const s7ProgramSwap = define({
  protocol: 's7comm',
  what:
    'a rogue host enumerates system lists of the filter PLC, lists and uploads its blocks, ' +
    'stops it, downloads another OB1, activates it and starts the PLC',
  expect: [
    'new client',
    'system status list enumeration',
    'program upload',
    'PLC stop',
    'block download (organization block)',
    'PLC start',
    'stop then start',
  ],
  minSeverity: 'critical',
  between: (cell) => [strangerOf(cell.hosts, 88), cell.hosts.filterPlc],
  *steps({ sensor, random, client, server }) {
    const link = new S7Link(sensor, client, server)
    yield 0.3 + link.setUp()
    for (const id of SZL_IDS) {
      yield random.between(0.2, 0.6) + link.readSzl(id, 0, id === 0x0132)
    }
    yield 5 + link.ask(3, 1)
    for (const block of [OB1, FC1, DB10]) yield* uploadBlock(sensor, link, block)
    yield 60
    yield 4 + link.job(41)
    yield* downloadBlock(sensor, link, { ...OB1, bytes: 530 })
    yield 3
    yield 10 + link.job(40, { service: 'P_PROGRAM' })
    link.close()
  },
})
