import { applyChange, type Change, type Incident } from '../changes/index.js'
import { Sensor } from '../net/sensor.js'
import { DAY } from '../sim/calendar.js'
import { Simulation } from '../sim/simulation.js'
import type { LogPath } from '../zeek/columns.js'
import type { LogRow } from '../zeek/value.js'
import { startBackground } from './background.js'
import { captureLoss } from './capture-loss.js'
import { buildCell, type Cell } from './cell.js'
import { engineering } from './engineering.js'
import { shifts } from './operators.js'

export interface PlantOptions {
  seed?: string | number
  /** Epoch seconds; best a midnight in UTC. Monday 2 March 2026 if not said. */
  start?: number
  days?: number
  /** How many works like the first one there are, each with its own addresses. */
  scale?: number
  /** How many times as often everything is polled. */
  speed?: number
  changes?: readonly Change[]
  /** Make these logs only; the rest of the plant runs as ever. */
  only?: readonly LogPath[]
}

/** A running plant as changes see it. */
export interface Plant {
  sensor: Sensor
  cells: Cell[]
  start: number
  end: number
}

export interface PlantLogs {
  start: number
  end: number
  /** Log rows in the order Zeek writes them; made as they are asked for, once. */
  rows: Iterable<LogRow<LogPath>>
  /** What was done to the plant; the times are final when all rows are made. */
  incidents: Incident[]
}

export const MONDAY = Date.UTC(2026, 2, 2) / 1000

/** A made-up plant under a Zeek sensor. The same options give the same rows. */
export function plant(options: PlantOptions = {}): PlantLogs {
  const { seed = 1, start = MONDAY, days = 1, scale = 1, speed = 1, changes = [] } = options
  const end = start + days * DAY
  const sim = new Simulation(start)
  if (options.only) sim.wanted = new Set(options.only)
  const sensor = new Sensor(sim, `otsift ${seed}`)
  const cells: Cell[] = []
  for (let i = 0; i < scale; i++) {
    const cell = buildCell(sensor, i, speed)
    cells.push(cell)
    sim.play(start, shifts(sensor, cell))
    sim.play(start, engineering(sensor, cell))
    startBackground(sensor, cell)
  }
  sim.play(start, captureLoss(sensor))
  const incidents = changes.map((change) => applyChange({ sensor, cells, start, end }, change))
  return { start, end, rows: sim.run(end), incidents }
}
