import type { Database } from '../store/database.js'
import { configuredSinks } from './configured.js'
import { Courier, type Round } from './courier.js'

/** What waits for a sink. */
export interface Queue {
  readonly sink: string
  readonly waiting: number
  readonly delivered: number
  /** What went wrong with the last attempt at anything that waits. */
  readonly error: string | null
}

/** Sends what waits for the sinks of the policy, until their queues are empty, they fail, or the signal. */
export async function deliverWaiting(db: Database, signal: AbortSignal): Promise<Round[]> {
  const couriers = configuredSinks(db).map((sink) => new Courier(db, sink))
  const turn = async <T>(work: () => T) => work()
  try {
    return await Promise.all(couriers.map((courier) => courier.round(turn, signal)))
  } finally {
    for (const courier of couriers) courier.close()
  }
}

/** What waits for each sink, gone ones included. */
export function queues(db: Database): Queue[] {
  return db
    .prepare('SELECT sink, waiting, delivered, error FROM v_sink ORDER BY sink')
    .all() as Queue[]
}
