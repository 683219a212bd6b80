import { existsSync, lstatSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { OtsiftError } from '../errors.js'
import { discover } from '../files/discover.js'
import type { Database } from '../store/database.js'
import { isCurrent } from './archive.js'

/** Why a directory cannot be read; `undefined` where only a log in it was moved meanwhile. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof OtsiftError) return 'is not there'
  const { code, path, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return undefined
  return code === 'EACCES' ? `${path} may not be read by this user` : message
}

/**
 * Throws `io` for a directory that cannot be read when watching begins: a misspelt one would be watched for ever.
 * What Zeek makes when it starts is waited for: `current` in a directory that is there, what a link points to, and
 * a directory out of which the store has logs.
 */
export function requireDirectory(
  path: string,
  isKnown: (path: string) => boolean = () => false,
): void {
  try {
    discover([path])
  } catch (error) {
    const reason = reasonOf(error)
    const missing = error instanceof OtsiftError
    if (reason === undefined || (missing && (isToCome(path) || isKnown(path)))) return
    throw new OtsiftError(
      'io',
      `${path} cannot be watched: ${missing ? 'it is not there' : reason}.`,
      missing ? 'Correct the path, or make the directory.' : 'Check who may read it.',
    )
  }
}

/** True where the store has logs out of a directory. */
export function hasLogsOf(db: Database, path: string): boolean {
  const within = `${path.replace(/\/$/, '')}/`
  const read = db.prepare('SELECT 1 FROM ingest_file WHERE substr(path, 1, length(?)) = ? LIMIT 1')
  return read.get(within, within) !== undefined
}

function isToCome(path: string): boolean {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
  return isLink || (isCurrent(path) && existsSync(dirname(resolve(path))))
}

/** The logs in directories that may go and come back, such as current/ during a deploy; both are told once. */
export class Directories {
  readonly #tell: (directory: string, what: string) => void
  readonly #lost = new Map<string, string>()

  constructor(tell: (directory: string, what: string) => void) {
    this.#tell = tell
  }

  /** The logs in a directory now; none where it cannot be read. */
  logsIn(directory: string): string[] {
    try {
      const logs = discover([directory])
      if (this.#lost.delete(directory)) this.#tell(directory, 'can be read again')
      return logs
    } catch (error) {
      const reason = reasonOf(error)
      if (reason === undefined || this.#lost.get(directory) === reason) return []
      this.#lost.set(directory, reason)
      this.#tell(directory, `${reason}; nothing is read from it until that changes`)
      return []
    }
  }
}
