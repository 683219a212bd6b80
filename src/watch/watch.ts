import { setTimeout as sleep } from 'node:timers/promises'
import type { LogResult } from '../ingest/log.js'
import type { Couriers } from '../sinks/couriers.js'
import type { Database } from '../store/database.js'
import type { WatchedDirectory } from './archive.js'
import { type ArchivedLogs, archivesBeside } from './archive.js'
import { FollowedLogs } from './followed-logs.js'
import { Turns } from './turns.js'

/** How often the queues of the sinks are looked at, in milliseconds. */
const deliverEvery = 250
/** How long the end waits for sinks; what is left then is sent by the next run. */
const lastDeliveries = 5_000

/** Does its work when nobody else uses the connection. */
export type Turn = <T>(work: () => T) => Promise<T>

/** How to watch. Times are in milliseconds. */
export interface WatchOptions {
  readonly directories: readonly WatchedDirectory[]
  /** Where logs go when they are rotated, beside what zeekctl's layout tells. */
  readonly archives?: readonly ArchivedLogs[] | undefined
  /** How often the directories are looked at. */
  readonly every: number
  /** How often the detectors run, when something arrived. */
  readonly detectEvery: number
  readonly detect: (turn: Turn) => Promise<unknown>
  /** Called before each detection is due; true where everything is to be judged by something new. */
  readonly renew?: ((turn: Turn) => Promise<boolean>) | undefined
  /** Who brings what waits for the sinks: started again and again. */
  readonly couriers?: Pick<Couriers, 'start' | 'rest'> | undefined
  /** Called after each round that read something. */
  readonly read?: ((results: readonly LogResult[]) => void) | undefined
  /** Called with what went wrong; watching goes on. */
  readonly trouble: (what: string, error: Error) => void
  /** Called once when a directory cannot be read any more, and once when it can again. */
  readonly tell?: ((directory: string, what: string) => void) | undefined
  readonly signal: AbortSignal
}

/**
 * Follows directories of logs until the signal: rows are stored as they come, judged a little later, and
 * what was found is told. None of the three waits for the others.
 */
export async function watch(db: Database, options: WatchOptions): Promise<void> {
  const { directories, signal, every } = options
  const turns = new Turns()
  const archives = [...archivesBeside(db, directories), ...(options.archives ?? [])]
  const logs = new FollowedLogs(db, directories, archives, options.tell)
  const ingest = (work: () => Promise<LogResult>) => turns.take(work)
  const turn: Turn = (work) => turns.take(work)
  let waiting = true
  let version = 0
  const look = async () => {
    const results = await logs.look(ingest, options.trouble)
    // Somebody decided about findings, or changed the baseline, by a connection of their own.
    const now = Number(db.pragma('data_version', { simple: true }))
    if (now !== version) waiting = true
    version = now
    if (!results.some((result) => result.rows > 0)) return
    waiting = true
    options.read?.(results)
  }
  const detect = async () => {
    // Never while detectors run: a run is judged by one policy from its beginning to its end.
    if (await options.renew?.(turn)) waiting = true
    if (!waiting) return
    waiting = false
    try {
      await options.detect(turn)
    } catch (error) {
      waiting = true
      throw error
    }
  }
  const { couriers } = options
  const repeat = (work: () => Promise<unknown>, pause: number, what: string) =>
    repeatUntil(signal, work, pause, (error) => options.trouble(what, error))
  try {
    await Promise.all([
      repeat(look, every, 'reading logs'),
      repeat(detect, options.detectEvery, 'detectors'),
      repeat(async () => couriers?.start(turn, signal), deliverEvery, 'sinks'),
    ])
    await couriers?.rest()
    // What was written since the last look is read and judged before the end.
    await look()
    waiting = true
    await detect()
    couriers?.start(turn, AbortSignal.timeout(lastDeliveries))
    await couriers?.rest()
  } finally {
    logs.close()
  }
}

/** Does something again and again; what fails is tried again, for a full disk or a busy database may pass. */
async function repeatUntil(
  signal: AbortSignal,
  work: () => Promise<unknown>,
  pause: number,
  trouble: (error: Error) => void,
): Promise<void> {
  while (!signal.aborted) {
    const begun = Date.now()
    try {
      await work()
    } catch (error) {
      trouble(error as Error)
    }
    // What takes long is not done all the time: there is a rest of at least a fifth of the pause.
    const rest = Math.max(pause / 5, pause - (Date.now() - begun))
    await sleep(rest, undefined, { signal }).catch(() => undefined)
  }
}
