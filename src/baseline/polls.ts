import type Database from 'better-sqlite3'

/** How often something is polled, as a baseline knows it; times in seconds. */
export interface BaselinePoll {
  readonly sensor: string
  readonly protocol: string
  readonly client: string
  readonly server: string
  readonly unit: number | null
  readonly function_code: number
  readonly function: string
  readonly address: number | null
  readonly intervals: number
  readonly median: number
  readonly longest: number
  /** Periods with their share of the intervals, the most frequent first. */
  readonly periods: readonly (readonly [period: number, spread: number, share: number])[]
  /** Why its pace is not judged; null where it is. */
  readonly not_judged: string | null
}

type Row = Omit<BaselinePoll, 'periods'> & { readonly periods: string }

/** The polls of a baseline, those that are judged first. */
export function pollsOf(db: Database.Database, baseline: number): BaselinePoll[] {
  const rows = db
    .prepare(
      `SELECT t.sensor, t.protocol, t.client, t.server, t.unit, t.function_code,
         CASE t.function_code WHEN -1 THEN 'any' ELSE coalesce(s.name, c.name, 'unknown-' || t.function_code) END
           AS function, t.address, t.intervals,
         t.median, t.longest, t.not_judged,
         (SELECT json_group_array(json_array(p.period, p.spread, p.share)) FROM baseline_poll AS p
          WHERE p.baseline = b.id AND p.sensor = t.sensor AND p.protocol = t.protocol
            AND p.client = t.client AND p.server = t.server AND p.unit = coalesce(t.unit, -1)
            AND p.function_code = t.function_code AND p.sub_function = t.sub_function
            AND p.address = coalesce(t.address, -1)) AS periods
       FROM baseline AS b
       JOIN v_baseline_timing AS t ON t.baseline = b.name AND t.revision = b.revision
       LEFT JOIN function_code AS c
         ON c.protocol = t.protocol AND c.code = t.function_code AND c.sub_function = ''
       LEFT JOIN function_code AS s
         ON s.protocol = t.protocol AND s.code = t.function_code AND s.sub_function = t.sub_function
           AND t.sub_function <> ''
       WHERE b.id = ?
       ORDER BY t.not_judged IS NOT NULL, t.sensor, t.protocol, t.client, t.server, t.unit,
         t.function_code, t.address`,
    )
    .all(baseline) as Row[]
  return rows.map((row) => ({
    ...row,
    periods: JSON.parse(row.periods) as BaselinePoll['periods'],
  }))
}
