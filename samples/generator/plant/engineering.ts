import { ModbusLink } from '../modbus/link.js'
import type { Sensor } from '../net/sensor.js'
import { S7Link } from '../s7/link.js'
import { DB10, FC1, OB1, uploadBlock } from '../s7/programs.js'
import { DAY, HOUR, midnight, weekday } from '../sim/calendar.js'
import type { Steps } from '../sim/simulation.js'
import type { Cell } from './cell.js'

/** The engineering workstation's week: a look at each controller, a backup on Tuesday. */
export function* engineering(sensor: Sensor, cell: Cell): Steps {
  const random = sensor.random.fork(`engineering ${cell.hosts.ews}`)
  const { sim } = sensor
  for (;;) {
    const day = midnight(sim.now)
    if (weekday(day) < 5) {
      const start = day + 9 * HOUR + random.between(300, 1500)
      if (start >= sim.now) sim.play(start, look(sensor, cell))
    }
    const backup = day + 13 * HOUR + random.between(300, 1500)
    if (weekday(day) === 1 && backup >= sim.now) {
      for (const plc of [cell.hosts.filterPlc, cell.hosts.pumpPlc]) {
        sim.play(backup, backUp(sensor, cell.hosts.ews, plc))
      }
    }
    yield day + DAY - sim.now
  }
}

function* look(sensor: Sensor, cell: Cell): Steps {
  const { ews, filterPlc, pumpPlc } = cell.hosts
  for (const plc of [filterPlc, pumpPlc]) {
    const link = new S7Link(sensor, ews, plc)
    yield 0.2 + link.setUp()
    yield 0.2 + link.readSzl(0x0011)
    yield 0.1 + link.readSzl(0x001c)
    yield 0.1 + link.readSzl(0x0424)
    yield 0.5 + link.ask(3, 1)
    yield 20 + link.ask(7, 1)
    link.close()
    yield 30
  }
  for (const [device, address, quantity] of [
    [cell.devices.plc1, 0, 12],
    [cell.devices.plc2, 100, 4],
    [cell.devices.plc3, 0, 4],
  ] as const) {
    const link = new ModbusLink(sensor, ews, device)
    yield 0.01
    for (let i = 0; i < 3; i++) {
      yield 5 + link.request({ unit: 1, code: 3, address, quantity }).took
    }
    link.close()
    yield 25
  }
}

function* backUp(sensor: Sensor, ews: string, plc: string): Steps {
  const link = new S7Link(sensor, ews, plc)
  yield 0.2 + link.setUp()
  yield 0.4 + link.ask(3, 1)
  for (const block of [OB1, FC1, DB10]) yield* uploadBlock(sensor, link, block)
  yield 3
  link.close()
}
