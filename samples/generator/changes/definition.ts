import type { Sensor } from '../net/sensor.js'
import type { Cell } from '../plant/cell.js'
import type { Plant } from '../plant/plant.js'
import type { Random } from '../random.js'
import type { Simulation, Steps } from '../sim/simulation.js'

type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical'

/** What a caller asks for. */
export interface ChangeRequest<Kind extends string> {
  kind: Kind
  /** Epoch seconds. */
  at: number
  /** When a lasting change ends; each kind has its own length if this is not said. */
  until?: number
  /** The address of the host that does it, where that is free to choose. */
  client?: string
  /** Which works, 0 if not said. */
  cell?: number
  /** Of poll-faster: the share of the period that is left (0.8). */
  factor?: number
}

/** What was done: the ground truth a test checks findings against. */
export interface Incident {
  id: string
  from: number
  to: number
  client: string | undefined
  server: string | undefined
  protocol: 'modbus' | 'dnp3' | 's7comm' | 'sensor'
  what: string
  expect: string[]
  minSeverity: Severity
}

interface ChangeContext {
  plant: Plant
  cell: Cell
  sensor: Sensor
  sim: Simulation
  random: Random
  /** The hosts of the incident, from `between`. */
  client: string
  server: string
  factor: number | undefined
  /** When a lasting change ends. */
  until: number
}

/** One kind of change: what it is, whom it touches, and the steps it takes. */
export interface ChangeDefinition {
  protocol: Incident['protocol']
  what: string
  expect: string[]
  minSeverity: Severity
  /** Client and server; neither for a change of the sensor itself. */
  between?: (cell: Cell) => [client: string, server: string]
  /** Seconds a lasting change goes on. */
  lasts?: number
  steps: (context: ChangeContext) => Steps
}

/** Gives a definition its type and keeps its literal shape out of the way. */
export const define = (definition: ChangeDefinition): ChangeDefinition => definition
