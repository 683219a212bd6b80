import Database from 'better-sqlite3'
import { OtsiftError } from '../errors.js'
import { createPrivately } from './database.js'

/** Holds a database for one writer at a time; the kernel lets go of it when the process dies. */
export interface Lock {
  release(): void
}

/**
 * Takes the writer's lock of a database, waiting up to `wait` milliseconds.
 * It lies in a small database beside it, so that readers are not kept out. Throws `locked`, naming the holder.
 */
export function lock(path: string, holder: string, wait = 5_000): Lock {
  if (path === ':memory:') return { release: () => undefined }
  const file = `${path}-lock`
  createPrivately(path, file)
  const db = new Database(file, { timeout: wait })
  try {
    db.exec('CREATE TABLE IF NOT EXISTS holder (id INTEGER PRIMARY KEY, who TEXT NOT NULL)')
    db.exec('BEGIN IMMEDIATE')
    db.prepare('INSERT OR REPLACE INTO holder VALUES (1, ?)').run(
      `${holder}, process ${process.pid}`,
    )
    // Committed so that others can read the name; taken again at once to keep them waiting.
    db.exec('COMMIT; BEGIN IMMEDIATE')
  } catch (error) {
    const who = currentHolder(db)
    db.close()
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    throw new OtsiftError(
      'locked',
      `${path} is in use by ${who}.`,
      'Wait for it to end, or stop it.',
    )
  }
  return {
    release: () => {
      db.exec('ROLLBACK')
      db.close()
    },
  }
}

/** Takes the lock if nobody has it, else tells who has. */
export function tryLock(path: string, holder: string): Lock | { readonly holder: OtsiftError } {
  try {
    return lock(path, holder, 0)
  } catch (error) {
    if (error instanceof OtsiftError && error.code === 'locked') return { holder: error }
    throw error
  }
}

function currentHolder(db: Database.Database): string {
  try {
    const row = db.prepare('SELECT who FROM holder').get() as { who: string } | undefined
    return row?.who ?? 'another otsift'
  } catch {
    return 'another otsift'
  }
}
