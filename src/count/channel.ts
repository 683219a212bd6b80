import type { PointHour } from './point-hour.js'
import type { Sequence } from './sequence.js'
import type { Series } from './series.js'

/** The points of one table of one unit, as one client sees them through one log. */
export interface PointGroup {
  readonly points: Map<number, PointHour>
  readonly blocks: Map<number, PointHour[]>
  key: number
  block: PointHour[]
}

/** A channel and what is counted on it: series, values of points, the order of requests by source. */
export interface Channel {
  readonly id: number
  readonly series: Map<number | string, Series>
  points: Map<number, PointGroup> | undefined
  readonly sequences: Map<number, Sequence>
}

/** A channel on which nothing was counted yet. */
export function newChannel(id: number): Channel {
  return { id, series: new Map(), points: undefined, sequences: new Map() }
}
