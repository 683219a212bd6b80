import { setTimeout as sleep } from 'node:timers/promises'
import { LogIngest, type LogResult } from '../ingest/log.js'
import type { Database } from '../store/database.js'
import { FactWriter } from '../store/write.js'
import { Changes } from './changes.js'

/** How to watch. Times are in milliseconds. */
export interface WatchOptions {
  readonly sensor?: string | undefined
  /** How often the directories are looked at. */
  readonly every: number
  /** How often the detectors run, when something arrived. */
  readonly detectEvery: number
  readonly detect: () => Promise<unknown>
  /** Called after each round that read something. */
  readonly read?: (results: readonly LogResult[]) => void
  /** Called with what went wrong with one log; watching goes on. */
  readonly trouble?: (path: string, error: Error) => void
  readonly signal: AbortSignal
}

/** Follows directories of logs until the signal: rows are stored as they come, and judged a little later. */
export async function watch(
  db: Database,
  paths: readonly string[],
  options: WatchOptions,
): Promise<void> {
  const changes = new Changes(paths)
  let waiting = true
  let detected = 0
  while (!options.signal.aborted) {
    const results = await readChanges(db, changes, options)
    if (results.some((result) => result.rows > 0)) {
      waiting = true
      options.read?.(results)
    }
    if (waiting && Date.now() - detected >= options.detectEvery) {
      await options.detect()
      detected = Date.now()
      waiting = false
    }
    await sleep(options.every, undefined, { signal: options.signal }).catch(() => undefined)
  }
  // What was written since the last look is read and judged before the end.
  await readChanges(db, changes, options)
  await options.detect()
}

async function readChanges(
  db: Database,
  changes: Changes,
  options: WatchOptions,
): Promise<LogResult[]> {
  const results: LogResult[] = []
  for (const path of changes.take()) {
    // A writer a log: one that fails leaves no counts behind in another's transaction.
    const writer = new FactWriter(db)
    try {
      results.push(await new LogIngest(db, writer, path, { sensor: options.sensor }).run())
    } catch (error) {
      changes.retry(path)
      const code = (error as NodeJS.ErrnoException).code
      // Renamed or removed between the look and the reading: it is found again under its new name.
      if (code !== 'ENOENT') options.trouble?.(path, error as Error)
    }
  }
  return results
}
