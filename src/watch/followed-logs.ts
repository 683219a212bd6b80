import { type Stats, statSync } from 'node:fs'
import { FactWriter } from '../count/write.js'
import { OpenLog } from '../files/open-log.js'
import { LogIngest, type LogResult } from '../ingest/log.js'
import type { Database } from '../store/database.js'
import { StoreLedger } from '../store/ledger.js'
import type { ArchivedLogs, WatchedDirectory } from './archive.js'
import { Directories } from './directories.js'

/** Logs kept open at a time; the one that was quiet longest is closed first. */
const mostOpen = 256
/** A log that is gone from its directory is drained until it has been quiet for so long, in milliseconds. */
const drainFor = 5_000

/** A log that was seen: open as long as it may be renamed or removed with a tail that was not read. */
interface Followed {
  /** Device and inode: what tells it from others while it is held open. */
  readonly key: string
  readonly sensor: string | undefined
  path: string
  state: string
  since: number
  open?: { readonly log: OpenLog; readonly ingest: LogIngest } | undefined
  /** When it was read last, by the machine's clock. */
  read: number
  /** It lies in an archive, where it is looked at now and again. */
  archived: boolean
  /** It was there and is not any more. */
  gone: boolean
}

/**
 * The logs of some directories, known by what they are and not by their names: a rotated one is drained
 * before the one that took its name is opened, wherever it went.
 */
export class FollowedLogs {
  readonly #db: Database
  readonly #writer: FactWriter
  readonly #directories: readonly WatchedDirectory[]
  readonly #archives: readonly ArchivedLogs[]
  readonly #present: Directories
  readonly #logs = new Map<string, Followed>()
  #looks = 0

  constructor(
    db: Database,
    directories: readonly WatchedDirectory[],
    archives: readonly ArchivedLogs[] = [],
    tell: (directory: string, what: string) => void = () => undefined,
  ) {
    this.#present = new Directories(tell)
    this.#db = db
    this.#writer = new FactWriter(new StoreLedger(db))
    this.#directories = directories
    this.#archives = archives
  }

  /** Reads what came since the last look; `trouble` hears of logs that could not be read, which are tried again. */
  async look(
    read: (work: () => Promise<LogResult>) => Promise<LogResult>,
    trouble: (path: string, error: Error) => void,
  ): Promise<LogResult[]> {
    const looked = Date.now()
    const rotated = this.#findWatched()
    // An archive is large and changes when something rotates: it is looked at then, and now and again.
    const archives = rotated || this.#looks % 10 === 0 ? this.#archives : []
    for (const archive of archives) this.#findArchived(archive)
    this.#looks += 1
    const results: LogResult[] = []
    let whole = true
    for (const log of this.#changed()) {
      try {
        results.push(await read(() => this.#ingest(log)))
      } catch (error) {
        whole = false
        log.state = ''
        this.#close(log)
        // It is found again under its new name.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') trouble(log.path, error as Error)
      }
    }
    if (whole) for (const archive of archives) archive.readUntil(looked / 1000, results.length > 0)
    this.#forget()
    return results
  }

  close(): void {
    for (const log of this.#logs.values()) this.#close(log)
    this.#logs.clear()
  }

  /** Notes which logs are where now; true where one was rotated away since the last look. */
  #findWatched(): boolean {
    const present = new Set<Followed>()
    for (const { path, sensor } of this.#directories) {
      for (const log of this.#present.logsIn(path)) {
        const found = this.#note(log, sensor, false)
        if (found) present.add(found)
      }
    }
    let rotated = false
    for (const log of this.#logs.values()) {
      if (log.archived || log.gone || present.has(log)) continue
      log.gone = true
      rotated = true
    }
    return rotated
  }

  #findArchived(archive: ArchivedLogs): void {
    const present = new Set<Followed>()
    for (const { path, sensor } of archive.recent()) {
      for (const log of this.#present.logsIn(path)) {
        const found = this.#note(log, sensor, true, archive.since)
        if (found) present.add(found)
      }
    }
    for (const log of this.#logs.values()) if (log.archived) log.gone = !present.has(log)
  }

  #note(
    path: string,
    sensor: string | undefined,
    archived: boolean,
    writtenSince = 0,
  ): Followed | undefined {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (!stat || stat.mtimeMs / 1000 < writtenSince) return undefined
    const key = keyOf(stat)
    const since = stat.birthtimeMs
    let log = this.#logs.get(key)
    // The inode of a log that is not held open may be another log's by now, and of another sensor.
    if (!log || (!log.open && log.since !== since)) {
      log = { key, sensor, path, state: '', since, read: 0, archived, gone: false }
      this.#logs.set(key, log)
    }
    log.path = path
    log.archived = archived
    log.gone = false
    if (log.open) log.open.log.path = path
    return log
  }

  /** The logs to read, older ones first: what was rotated is drained before its successor is opened. */
  #changed(): Followed[] {
    return [...this.#logs.values()]
      .filter((log) => {
        const stat = log.open?.log.stat() ?? statSync(log.path, { throwIfNoEntry: false })
        const state = stat ? `${stat.ino} ${stat.size} ${stat.mtimeMs}` : log.state
        if (state === log.state) return false
        log.state = state
        return true
      })
      .sort((a, b) => a.since - b.since || (a.path < b.path ? -1 : 1))
  }

  #ingest(log: Followed): Promise<LogResult> {
    if (log.open && !log.open.log.isSame()) this.#close(log)
    if (!log.open) {
      const open = new OpenLog(log.path)
      const stat = open.stat()
      if (stat && keyOf(stat) !== log.key) {
        open.close()
        throw moved(log.path)
      }
      const options = { sensor: log.sensor }
      log.open = { log: open, ingest: new LogIngest(this.#db, this.#writer, open, options) }
    }
    log.read = Date.now()
    return log.open.ingest.run()
  }

  #close(log: Followed): void {
    log.open?.log.close()
    log.open = undefined
  }

  /** Lets go of what was drained, and of what need not be kept open. */
  #forget(): void {
    const now = Date.now()
    for (const [key, log] of this.#logs) {
      // Nobody appends to a gzip that is whole, and one that is still written keeps its name.
      if (log.open && !log.open.log.plain) this.#close(log)
      if ((!log.gone && !log.archived) || (log.open && now - log.read < drainFor)) continue
      this.#close(log)
      if (log.gone) this.#logs.delete(key)
    }
    const open = [...this.#logs.values()].filter((log) => log.open)
    open.sort((a, b) => b.read - a.read)
    for (const log of open.slice(mostOpen)) this.#close(log)
  }
}

function keyOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`
}

/** What the system would say had the log not been renamed, and another one begun, since it was found. */
function moved(path: string): Error {
  return Object.assign(new Error(`${path} was moved`), { code: 'ENOENT' })
}
