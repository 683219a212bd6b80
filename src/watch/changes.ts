import { statSync } from 'node:fs'
import { discover } from '../files/discover.js'

/** Notices which logs of some directories have grown, are new, or were replaced. */
export class Changes {
  readonly #paths: readonly string[]
  readonly #seen = new Map<string, string>()

  constructor(paths: readonly string[]) {
    this.#paths = paths
  }

  /**
   * The logs to read since the last call, renamed ones before those that took their names: a rotated log
   * is drained before its successor is opened.
   */
  take(): string[] {
    const changed: { path: string; since: number }[] = []
    const present = new Set<string>()
    for (const path of this.#discover()) {
      const stat = statSync(path, { throwIfNoEntry: false })
      if (!stat) continue
      present.add(path)
      const state = `${stat.ino} ${stat.size} ${stat.mtimeMs}`
      if (this.#seen.get(path) === state) continue
      this.#seen.set(path, state)
      changed.push({ path, since: stat.birthtimeMs })
    }
    for (const path of this.#seen.keys()) if (!present.has(path)) this.#seen.delete(path)
    return changed
      .sort((a, b) => a.since - b.since || (a.path < b.path ? -1 : 1))
      .map(({ path }) => path)
  }

  /** A log that could not be read in this round is looked at again in the next. */
  retry(path: string): void {
    this.#seen.delete(path)
  }

  #discover(): string[] {
    return this.#paths.flatMap((path) => {
      try {
        return discover([path])
      } catch {
        // A directory that disappears for a while, such as current/ during a deploy, comes back.
        return []
      }
    })
  }
}
