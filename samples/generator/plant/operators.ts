import type { Control } from '../dnp3/objects.js'
import type { ModbusRequest } from '../modbus/device.js'
import type { Sensor } from '../net/sensor.js'
import { DAY, HOUR, isWeekend, midnight } from '../sim/calendar.js'
import type { Steps } from '../sim/simulation.js'
import type { Cell } from './cell.js'

const write = (code: number, address: number, ...values: number[]): ModbusRequest => ({
  unit: 1,
  code,
  address,
  values,
})

/** What the operator does in turn: pumps, set-points, and now and then several at once. */
const INTAKE = [
  write(5, 1, 1),
  write(6, 8, 635),
  write(5, 1, 0),
  write(6, 9, 548),
  write(16, 10, 78, 32),
  write(6, 8, 620),
  write(5, 3, 1),
  write(6, 9, 540),
  write(5, 3, 0),
  write(16, 10, 75, 30),
]

const DOSING = [
  write(6, 100, 87),
  write(5, 2, 1),
  write(6, 102, 310),
  write(6, 100, 85),
  write(5, 2, 0),
  write(6, 102, 300),
]

const BREAKERS: Control[] = [0, 1, 2].flatMap((index) => [
  { index, trip: 'Nul' as const, operation: 'Latch On' as const },
  { index, trip: 'Nul' as const, operation: 'Latch Off' as const },
])

const WEEKDAY_HOURS = [7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
const WEEKEND_HOURS = [8, 11, 14]

/** One action in each hour of the shift, so that three days show the whole of it. */
export function* shifts(sensor: Sensor, cell: Cell): Steps {
  const random = sensor.random.fork(`operators ${cell.hosts.hmi}`)
  const { sim } = sensor
  const turns = { intake: 0, dosing: 0, breaker: [0, 0] }
  for (;;) {
    const day = midnight(sim.now)
    for (const hour of isWeekend(day) ? WEEKEND_HOURS : WEEKDAY_HOURS) {
      const moment = (): number => day + hour * HOUR + random.between(240, 3360)
      const order = (at: number, act: () => void): void => {
        if (at >= sim.now) sim.at(at, act)
      }
      const intake = INTAKE[turns.intake++ % INTAKE.length]
      if (intake) order(moment(), () => cell.modbus[0]?.orders.push(intake))
      const dosing = DOSING[turns.dosing++ % DOSING.length]
      if (dosing) order(moment(), () => cell.modbus[1]?.orders.push(dosing))
      cell.s7.forEach((client, i) => {
        const due = i === 0 || hour % 2 === 0
        if (due) order(moment(), () => client.orders++)
      })
      cell.dnp3.forEach((master, i) => {
        if (hour % 3 !== (2 + i) % 3 || isWeekend(day)) return
        const turn = turns.breaker[i] ?? 0
        turns.breaker[i] = turn + 1
        const control = BREAKERS[turn % BREAKERS.length]
        if (control) order(moment(), () => master.orders.push(control))
      })
    }
    for (const { outstation } of cell.dnp3) {
      sim.at(day + 4 * HOUR + random.between(0, 900), () => {
        outstation.needTime = true
      })
    }
    yield day + DAY - sim.now
  }
}
