import type { Connection } from '../net/connection.js'
import type { Sensor } from '../net/sensor.js'
import { HOUR } from '../sim/calendar.js'
import type { Steps } from '../sim/simulation.js'
import type { Cell } from './cell.js'

/** What else is on the wire: time, names, file shares, and the weird rows every network has. */
export function startBackground(sensor: Sensor, cell: Cell): void {
  const { hosts } = cell
  const { sim } = sensor
  for (const host of [hosts.ews, hosts.hmi, hosts.historian, hosts.frontEnd]) {
    sim.play(sim.now, askTime(sensor, host, hosts.router))
  }
  const shares = { client: hosts.hmi, server: hosts.historian, port: 445, service: 'smb' }
  sim.play(sim.now, visits(sensor, shares, 2400))
  const web = { client: hosts.ews, server: hosts.historian, port: 443, service: 'ssl' }
  sim.play(sim.now, visits(sensor, web, 5400, true))
}

function* askTime(sensor: Sensor, host: string, router: string): Steps {
  const random = sensor.random.fork(`ntp ${host}`)
  for (;;) {
    yield random.between(1750, 1850)
    const options = { client: host, server: router, port: 123, service: 'ntp' }
    const connection = sensor.connect({ ...options, proto: 'udp' })
    connection.carry(sensor.sim.now, true, 48)
    connection.carry(sensor.sim.now + random.between(0.001, 0.004), false, 48)
    connection.close()
  }
}

interface Visit {
  client: string
  server: string
  port: number
  service: string
}

function* visits(sensor: Sensor, options: Visit, every: number, odd = false): Steps {
  const random = sensor.random.fork(`visits ${options.client}>${options.server}`)
  const { sim } = sensor
  for (;;) {
    yield random.between(0.8 * every, 1.2 * every)
    const connection = sensor.connect(options)
    for (let i = random.int(3, 8); i > 0; i--) {
      connection.carry(sim.now, true, random.int(200, 900))
      connection.carry(sim.now + 0.01, false, random.int(500, 9000), 4)
      yield random.between(0.1, 3)
    }
    connection.close()
    if (random.chance(0.12)) weird(sensor, connection, 'window_recision')
    if (odd && random.chance(0.15)) violation(sensor, connection)
    if (odd && random.chance(0.15)) certificate(sensor, connection)
  }
}

function weird(sensor: Sensor, connection: Connection, name: string): void {
  const { now } = sensor.sim
  const row = { ...connection.prefix(now), name, notice: false, peer: 'zeek', source: 'TCP' }
  sensor.sim.emit('weird', row, now)
}

function violation(sensor: Sensor, connection: Connection): void {
  const row = {
    ...connection.prefix(connection.openedAt + 0.02),
    analyzer_kind: 'protocol',
    analyzer_name: 'SSL',
    proto: 'tcp',
    failure_reason: 'Invalid version late in TLS connection. Packet reported version: 21302',
  }
  sensor.sim.emit('analyzer', row, sensor.sim.now)
}

function certificate(sensor: Sensor, connection: Connection): void {
  const { now } = sensor.sim
  const row = {
    ...connection.prefix(now),
    proto: 'tcp',
    note: 'SSL::Invalid_Server_Cert',
    msg: 'SSL certificate validation failed with (self-signed certificate)',
    sub: 'CN=historian.aldermoor.example',
    src: connection.client,
    dst: connection.server,
    p: connection.port,
    peer_descr: 'zeek',
    actions: ['Notice::ACTION_LOG'],
    email_dest: [],
    suppress_for: HOUR,
  }
  sensor.sim.emit('notice', row, now)
}
