/** An object header as dnp3_objects.log shows it. */
export interface ObjectRange {
  type: string
  count?: number
  low?: number
  high?: number
}

/** A control relay output block. */
export interface Control {
  index: number
  trip: 'Nul' | 'Close' | 'Trip'
  operation: 'Latch On' | 'Latch Off' | 'Pulse On' | 'Pulse Off'
  count?: number
  onTime?: number
  offTime?: number
  status?: string
}

export const IIN = {
  needTime: 4096,
  restart: 32_768,
  noFunction: 1,
  objectUnknown: 2,
  parameterError: 4,
} as const

export const CLASSES = {
  events: ['Class 1 Data', 'Class 2 Data', 'Class 3 Data'],
  all: ['Class 1 Data', 'Class 2 Data', 'Class 3 Data', 'Class 0 Data'],
} as const

/** What an integrity poll brings. */
export const STATIC_OBJECTS: readonly ObjectRange[] = [
  { type: 'Binary Input With Status', count: 16, low: 0, high: 15 },
  { type: 'Binary Output Status', count: 8, low: 0, high: 7 },
  { type: '32-Bit Binary Counter', count: 4, low: 0, high: 3 },
  { type: '32-Bit Analog Input', count: 12, low: 0, high: 11 },
]

/** Events come with an index each: ICSNPP puts the count where a range would begin. */
export const eventObjects = (count: number): ObjectRange[] => [
  { type: 'Binary Input Change Without Time', count, low: count, high: 0 },
]
