import { define } from '../changes/definition.js'

/** A tunnel where only Modbus is let through. */
export const foreignPort502 = define({
  protocol: 'sensor',
  what:
    'the engineering workstation runs SSH, and then something Zeek does not know, over port 502 ' +
    'of the gateway',
  expect: ['other protocol on an OT port', 'OT port with no analyzer'],
  minSeverity: 'medium',
  between: (cell) => [cell.hosts.ews, cell.hosts.gateway],
  *steps({ sensor, sim, random, client, server }) {
    for (const service of ['ssh', undefined]) {
      const said = service ? { service } : {}
      const connection = sensor.connect({ client, server, port: 502, ...said })
      for (let i = 0; i < 40; i++) {
        connection.carry(sim.now, true, random.int(60, 400))
        connection.carry(sim.now + 0.02, false, random.int(60, 1400))
        yield random.between(0.5, 4)
      }
      connection.close()
      yield 30
    }
  },
})
