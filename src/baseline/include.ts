import type Database from 'better-sqlite3'
import { OtsiftError } from '../errors.js'
import { statement } from '../store/sql.js'
import { activate, type Change, nextRevision, type Revision, resolve } from './revision.js'

/** Which of the behaviours the poison guard kept out. */
export interface IncludeOptions {
  /** `PROTOCOL:FUNCTION` or `PROTOCOL:FUNCTION:SUB`; the function as its code or its name. */
  readonly what: string
  readonly client?: string | undefined
  readonly server?: string | undefined
}

/** Takes into the active baseline, as a new revision, what the poison guard kept out of it. */
export function include(
  db: Database.Database,
  options: IncludeOptions,
  change: Omit<Change, 'origin'>,
): Revision {
  return db.transaction(() => {
    const id = nextRevision(db, resolve(db), { ...change, origin: 'include' })
    includeExcluded(db, id, options)
    return activate(db, id)
  })()
}

/** Moves what was kept out of a baseline into it. Throws `usage` where nothing of the kind was. */
export function includeExcluded(
  db: Database.Database,
  baseline: number,
  options: IncludeOptions,
): void {
  const wanted = { baseline, ...parse(options.what), ...who(options) }
  const statements = statement(import.meta.url, './sql/include.sql')
    .split(/;\s*\n/)
    .map((text) => text.trim())
    .filter((text) => text !== '')
  const moved = statements.map((text) => db.prepare(text).run(wanted).changes)
  if (moved.at(-1) === 0) {
    throw new OtsiftError(
      'usage',
      `Nothing that was kept out is ${options.what}${options.client === undefined ? '' : ` from ${options.client}`}.`,
      'See `otsift baseline show`.',
    )
  }
}

function who({ client, server }: IncludeOptions) {
  return { client: client ?? null, server: server ?? null }
}

function parse(what: string): { protocol: string; function: string; sub_function: string | null } {
  const [, protocol, code, sub] = /^([a-z0-9-]+):([^:]+)(?::(.+))?$/.exec(what) ?? []
  if (protocol === undefined || code === undefined) {
    throw new OtsiftError(
      'usage',
      `${what} is no function.`,
      'Write PROTOCOL:FUNCTION, such as dnp3:13 or s7comm:40:P_PROGRAM.',
    )
  }
  return { protocol, function: code, sub_function: sub ?? null }
}
