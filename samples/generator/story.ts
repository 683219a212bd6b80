import type { Change, ChangeKind } from './changes/index.js'
import { MONDAY } from './plant/plant.js'
import { DAY, HOUR, MINUTE } from './sim/calendar.js'

/** What happens on the fourth day, by the clock; the pauses keep each event by itself. */
const DAY_FOUR: [ChangeKind, hour: number, minute: number][] = [
  ['modbus-address-scan', 6, 10],
  ['modbus-unit-scan', 7, 0],
  ['modbus-function-scan', 7, 50],
  ['modbus-listen-only', 8, 40],
  ['modbus-write-flood', 10, 10],
  ['dnp3-cold-restart', 11, 10],
  ['dnp3-disable-unsolicited', 12, 10],
  ['dnp3-operate-sweep', 13, 20],
  ['dnp3-rogue-master', 14, 20],
  ['s7-program-swap', 15, 10],
  ['analyzer-violation', 16, 15],
  ['foreign-port-502', 17, 15],
  ['capture-loss-spike', 18, 15],
  ['sensor-silent', 20, 30],
]

export const SAMPLES = { seed: 2026, start: MONDAY, days: 4 }

export const SAMPLES_CHANGES: Change[] = DAY_FOUR.map(([kind, hour, minute]) => ({
  kind,
  at: MONDAY + 3 * DAY + hour * HOUR + minute * MINUTE,
}))
