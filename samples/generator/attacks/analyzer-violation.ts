import { define } from '../changes/definition.js'
import { pollerOf } from '../changes/find.js'
import type { ModbusClient } from '../modbus/client.js'
import type { ModbusLink } from '../modbus/link.js'

const TIMES = 4

/** Seconds until the HMI tries another connection. */
const APART = 65

/** One bad frame early in a connection and Zeek stops looking: a blind spot, or an evasion. */
export const analyzerViolation = define({
  protocol: 'sensor',
  what:
    'the HMI reconnects to PLC 3 four times; each time a frame with a protocol id other than 0 ' +
    'makes Zeek drop its Modbus analyzer, so eight minutes of polls are not in modbus.log',
  expect: [
    'analyzer dropped a live OT connection',
    'OT port with no analyzer (the conn rows have no service)',
    'missing poll',
  ],
  minSeverity: 'medium',
  between: (cell) => [cell.hosts.hmi, cell.hosts.plc3],
  *steps({ cell, sensor, sim, client, server }) {
    const poller = pollerOf(cell, client, server)
    for (let i = 0; i < TIMES; i++) {
      poller.unseen = true
      poller.reconnect('SF', 2)
      const { connection } = yield* linkOf(poller)
      connection.service = undefined
      const row = {
        ...connection.prefix(sim.now),
        analyzer_kind: 'protocol',
        analyzer_name: 'MODBUS',
        proto: 'tcp',
        failure_reason: 'invalid protocol id 1 in Modbus/TCP header',
      }
      sensor.sim.emit('analyzer', row, sim.now)
      yield APART
    }
    poller.unseen = false
    poller.reconnect('SF', 2)
    yield* linkOf(poller)
  },
})

function* linkOf(poller: ModbusClient): Generator<number, ModbusLink, void> {
  while (!poller.link?.connection.open) yield 0.5
  return poller.link
}
