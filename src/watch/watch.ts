import { setTimeout as sleep } from 'node:timers/promises'
import type { LogResult } from '../ingest/log.js'
import type { Database } from '../store/database.js'
import { type ArchivedLogs, archivesBeside } from './archive.js'
import { FollowedLogs, type WatchedDirectory } from './followed-logs.js'
import { Turns } from './turns.js'

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
  /** Called about every second: what findings wait to be told is sent. */
  readonly deliver?: ((turn: Turn) => Promise<unknown>) | undefined
  /** Called after each round that read something. */
  readonly read?: ((results: readonly LogResult[]) => void) | undefined
  /** Called with what went wrong; watching goes on. */
  readonly trouble: (what: string, error: Error) => void
  readonly signal: AbortSignal
}

/**
 * Follows directories of logs until the signal: rows are stored as they come, judged a little later, and
 * what was found is told. None of the three waits for the others.
 */
export async function watch(db: Database, options: WatchOptions): Promise<void> {
  const { directories, signal, every } = options
  const turns = new Turns()
  const logs = new FollowedLogs(db, directories, [
    ...archivesBeside(db, directories),
    ...(options.archives ?? []),
  ])
  const ingest = (work: () => Promise<LogResult>) => turns.take(work)
  const turn: Turn = (work) => turns.take(work)
  let waiting = true
  const look = async () => {
    const results = await logs.look(ingest, options.trouble)
    if (!results.some((result) => result.rows > 0)) return
    waiting = true
    options.read?.(results)
  }
  const detect = async () => {
    if (!waiting) return
    waiting = false
    try {
      await options.detect(turn)
    } catch (error) {
      waiting = true
      throw error
    }
  }
  const deliver = async () => options.deliver?.(turn)
  const repeat = (work: () => Promise<unknown>, pause: number, what: string) =>
    repeatUntil(signal, work, pause, (error) => options.trouble(what, error))
  try {
    await Promise.all([
      repeat(look, every, 'reading logs'),
      repeat(detect, options.detectEvery, 'detectors'),
      repeat(deliver, Math.min(every, 1000), 'sinks'),
    ])
    // What was written since the last look is read and judged before the end.
    await look()
    waiting = true
    await detect()
    await deliver()
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
    try {
      await work()
    } catch (error) {
      trouble(error as Error)
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined)
  }
}
