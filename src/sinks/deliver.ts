import { OtsiftError } from '../errors.js'
import type { Database } from '../store/database.js'
import { registerSinks } from './configured.js'
import { Courier, type Round } from './courier.js'
import { type SinkSetting, sinkOf } from './setting.js'

/** What waits for a sink. */
export interface Queue {
  readonly sink: string
  readonly waiting: number
  readonly delivered: number
  /** What went wrong with the last attempt at anything that waits. */
  readonly error: string | null
}

/**
 * Sends what waits for the sinks of the policy, until their queues are empty, they fail, or the signal. A sink
 * that cannot be used, such as one whose secret is not there, is trouble and keeps its queue.
 */
export async function deliverWaiting(db: Database, signal: AbortSignal): Promise<Round[]> {
  return await Promise.all(
    Object.entries(registerSinks(db)).map(([name, setting]) => deliver(db, name, setting, signal)),
  )
}

async function deliver(
  db: Database,
  name: string,
  setting: SinkSetting,
  signal: AbortSignal,
): Promise<Round> {
  let courier: Courier
  try {
    courier = new Courier(db, sinkOf(name, setting))
  } catch (error) {
    if (!(error instanceof OtsiftError)) throw error
    const trouble = error.message.replace(/^Sink \S+ /, 'it ').replace(/\.$/, '')
    return { sink: name, delivered: 0, trouble }
  }
  try {
    return await courier.round(async (work) => work(), signal)
  } finally {
    courier.close()
  }
}

/** What waits for each sink, gone ones included. */
export function queues(db: Database): Queue[] {
  return db
    .prepare('SELECT sink, waiting, delivered, error FROM v_sink ORDER BY sink')
    .all() as Queue[]
}
