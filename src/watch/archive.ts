import { readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Database } from '../store/database.js'

/** A directory that is watched, and the name of its sensor over what the logs say. */
export interface WatchedDirectory {
  readonly path: string
  readonly sensor?: string | undefined
}

/** Seconds by which a log may be older than what was said to be read: clocks of file systems are coarse. */
const margin = 60
/** Seconds after which the time until which an archive was read is written down though nothing came. */
const noteEvery = 60
const dated = /^\d{4}-\d{2}-\d{2}$/
const dayLength = 86_400

/**
 * The place to which the logs of a watched directory are rotated. What was written to it since the last
 * look is read, also by a watch that was not running meanwhile; what was there before the first is not.
 */
export class ArchivedLogs {
  readonly #db: Database
  readonly #directory: WatchedDirectory
  readonly #datedOnly: boolean
  #since: number
  #noted = 0

  /** `datedOnly`: nothing in that directory but folders named by a day are archives. */
  constructor(db: Database, directory: WatchedDirectory, datedOnly = false) {
    this.#db = db
    this.#datedOnly = datedOnly
    this.#directory = { ...directory, path: resolve(directory.path) }
    const known = db
      .prepare('SELECT read_until FROM watched_archive WHERE directory = ?')
      .pluck()
      .get(this.#directory.path) as number | undefined
    this.#since = known ?? Date.now() / 1000
    if (known === undefined) this.#note()
  }

  /** Logs written before this time were read, in epoch seconds of the machine's clock. */
  get since(): number {
    return this.#since - margin
  }

  /** Where to look: the folders of the last days, or all of a place that has no folder a day. */
  recent(): WatchedDirectory[] {
    const { path, sensor } = this.#directory
    // Folders are named in the sensor's own time, which may be a day off.
    const first = new Date((this.#since - 2 * dayLength) * 1000).toISOString().slice(0, 10)
    const days = namesIn(path).filter((name) => dated.test(name))
    if (days.length === 0 && !this.#datedOnly) return [{ path, sensor }]
    return days.filter((name) => name >= first).map((name) => ({ path: join(path, name), sensor }))
  }

  /** Says that everything written before this time is read. */
  readUntil(time: number, something: boolean): void {
    this.#since = time
    if (something || time - this.#noted >= noteEvery) this.#note()
  }

  #note(): void {
    this.#noted = this.#since
    this.#db
      .prepare('INSERT OR REPLACE INTO watched_archive VALUES (?, ?)')
      .run(this.#directory.path, this.#since)
  }
}

/** True for a directory as zeekctl names the one of today. */
export function isCurrent(path: string): boolean {
  return basename(resolve(path)) === 'current'
}

/** The archives of directories that lie as zeekctl lays them: `current` beside folders named by a day. */
export function archivesBeside(
  db: Database,
  directories: readonly WatchedDirectory[],
): ArchivedLogs[] {
  return directories
    .filter(({ path }) => isCurrent(path))
    .map(({ path, sensor }) => new ArchivedLogs(db, { path: dirname(resolve(path)), sensor }, true))
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}
