import type Database from 'better-sqlite3'

/** The traffic of one protocol: what was asked, by whom, of whom. */
export interface Traffic {
  readonly protocol: string
  readonly exchanges: number
  readonly exceptions: number
  readonly pairs: number
  readonly first: number
  readonly last: number
  readonly function_distribution: Readonly<Record<string, number>>
  readonly top_sources: readonly (readonly [string, number])[]
  readonly top_destinations: readonly (readonly [string, number])[]
}

const mostHosts = 10

/** The traffic of each protocol in the store. */
export function traffic(db: Database.Database): Traffic[] {
  const protocols = db
    .prepare(
      `SELECT protocol, sum(exchanges) AS exchanges, sum(exceptions) AS exceptions, min(minute) AS first,
         max(minute) + 60 AS last
       FROM v_activity GROUP BY protocol ORDER BY protocol`,
    )
    .all() as Omit<Traffic, 'pairs'>[]
  return protocols.map((each) => ({
    ...each,
    pairs: db
      .prepare(
        'SELECT count(*) FROM (SELECT DISTINCT sensor, client, server FROM v_series WHERE protocol = ?)',
      )
      .pluck()
      .get(each.protocol) as number,
    function_distribution: Object.fromEntries(top(db, each.protocol, 'function', 1000)),
    top_sources: top(db, each.protocol, 'client', mostHosts),
    top_destinations: top(db, each.protocol, 'server', mostHosts),
  }))
}

function top(
  db: Database.Database,
  protocol: string,
  column: 'function' | 'client' | 'server',
  most: number,
): [string, number][] {
  return db
    .prepare(
      `SELECT ${column}, sum(exchanges) FROM v_activity WHERE protocol = ? GROUP BY 1 HAVING sum(exchanges) > 0 ORDER BY 2 DESC, 1 LIMIT ?`,
    )
    .raw()
    .all(protocol, most) as [string, number][]
}
