import { Dnp3Master, reportChanges } from '../dnp3/master.js'
import { Outstation } from '../dnp3/outstation.js'
import { ModbusClient, type Poll } from '../modbus/client.js'
import type { ModbusDevice } from '../modbus/device.js'
import type { Sensor } from '../net/sensor.js'
import { S7Client } from '../s7/client.js'
import { type Devices, devicesOf } from './devices.js'
import { type Hosts, hostsOf } from './hosts.js'

/** One works: its hosts, its controllers, and who asks them what. */
export interface Cell {
  hosts: Hosts
  devices: Devices
  modbus: ModbusClient[]
  dnp3: Dnp3Master[]
  s7: S7Client[]
}

const read = (code: number, address: number, quantity: number, more?: Partial<Poll>): Poll => ({
  unit: 1,
  code,
  address,
  quantity,
  ...more,
})

/** Builds a works and starts everything in it; `speed` 2 polls twice as often. */
export function buildCell(sensor: Sensor, index: number, speed: number): Cell {
  const hosts = hostsOf(index)
  const devices = devicesOf(hosts)
  const poller = (
    client: string,
    device: ModbusDevice,
    period: number,
    polls: Poll[],
  ): ModbusClient => new ModbusClient(sensor, { client, device, period: period / speed, polls })
  const meterPolls = [1, 2, 3, 4, 5, 6].map((unit) => {
    const fault = unit === 4 ? { fault: { share: 0.004, exception: 11 } } : {}
    return read(4, 0, 3, { unit, ...fault })
  })
  const modbus = [
    poller(hosts.hmi, devices.plc1, 40, [read(3, 0, 12), read(1, 0, 8), read(2, 0, 4)]),
    poller(hosts.hmi, devices.plc2, 60, [read(4, 0, 4), read(3, 100, 4), read(1, 0, 4)]),
    poller(hosts.hmi, devices.plc3, 60, [read(4, 0, 4), read(2, 0, 5)]),
    poller(hosts.historian, devices.plc1, 120, [read(3, 0, 12)]),
    poller(hosts.historian, devices.plc2, 120, [
      read(4, 0, 4, { fault: { share: 0.002, exception: 6 } }),
    ]),
    poller(hosts.historian, devices.plc3, 120, [read(4, 0, 4)]),
    poller(hosts.historian, devices.gateway, 300, meterPolls),
  ]
  const dnp3 = [hosts.rtu1, hosts.rtu2].map(
    (host) => new Dnp3Master(sensor, hosts.frontEnd, new Outstation(host), 120 / speed),
  )
  const s7 = [hosts.filterPlc, hosts.pumpPlc].map(
    (host, i) => new S7Client(sensor, hosts.hmi, host, (60 + 60 * i) / speed),
  )
  const { sim } = sensor
  for (const actor of [...modbus, ...dnp3, ...s7]) sim.play(sim.now, actor.run())
  for (const master of dnp3) sim.play(sim.now, reportChanges(sensor, master, 1500))
  return { hosts, devices, modbus, dnp3, s7 }
}
