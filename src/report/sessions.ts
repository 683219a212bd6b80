import type Database from 'better-sqlite3'

/** What one client did with one server, as `v_session` tells it, with its functions by name. */
export interface Session {
  readonly sensor: string
  readonly protocol: string
  readonly client: string
  readonly server: string
  readonly first_seen: number
  readonly last_seen: number
  readonly units: number
  readonly exchanges: number
  readonly exceptions: number
  readonly reads: number
  readonly writes: number
  readonly controls: number
  readonly restarts: number
  readonly file_operations: number
  readonly mode_changes: number
  readonly program_changes: number
  readonly uploads: number
  readonly inquiries: number
  /** Different S7comm blocks that were asked for or loaded. */
  readonly blocks: number
  /** Exchanges of each function. */
  readonly functions: Readonly<Record<string, number>>
}

/** What a report counts of a session, by the columns of `v_session`. */
export const sessionCounts = [
  'exchanges',
  'exceptions',
  'reads',
  'writes',
  'controls',
  'restarts',
  'file_operations',
  'mode_changes',
  'program_changes',
  'uploads',
  'inquiries',
  'blocks',
] as const

/** Every session of the OT protocols; COTP, which only carries S7comm, has none. */
export function sessions(db: Database.Database): Session[] {
  const rows = db
    .prepare(
      "SELECT * FROM v_session WHERE protocol <> 'cotp' ORDER BY protocol, sensor, client, server",
    )
    .all() as Session[]
  const functions = new Map<string, [string, number][]>()
  const counted = db
    .prepare(
      `SELECT sensor, protocol, client, server, function, sum(exchanges) AS exchanges
       FROM v_session_function GROUP BY 1, 2, 3, 4, 5 ORDER BY exchanges DESC, function`,
    )
    .all() as (Pick<Session, 'sensor' | 'protocol' | 'client' | 'server' | 'exchanges'> & {
    function: string
  })[]
  for (const each of counted) {
    const list = functions.get(key(each)) ?? []
    functions.set(key(each), [...list, [each.function, each.exchanges]])
  }
  return rows.map((row) => ({
    ...row,
    functions: Object.fromEntries(functions.get(key(row)) ?? []),
  }))
}

function key(of: Pick<Session, 'sensor' | 'protocol' | 'client' | 'server'>): string {
  return JSON.stringify([of.sensor, of.protocol, of.client, of.server])
}
