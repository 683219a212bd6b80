import type Database from 'better-sqlite3'
import { levels } from '../../detect/detector.js'
import { version } from '../../version.js'
import { traffic } from '../traffic.js'
import type { FindingRow, SensorRow, Summary } from './model.js'

/** Steps that charts may have, in seconds: from a minute to a week. */
const steps = [60, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 604_800]
const mostSteps = 200

/** The head of the report. */
export function summaryOf(
  db: Database.Database,
  findings: readonly Pick<FindingRow, 'severity'>[],
): Summary {
  const flows = traffic(db)
  const period =
    flows.length === 0
      ? null
      : ([
          Math.min(...flows.map((each) => each.first)),
          Math.max(...flows.map((each) => each.last)),
        ] as const)
  const length = period === null ? 0 : period[1] - period[0]
  return {
    version,
    generated: new Date().toISOString(),
    period,
    sensors: db
      .prepare(
        `SELECT sensor, group_concat(DISTINCT log) AS logs, count(*) AS files, sum(rows) AS rows,
           sum(rejected) AS rejected, min(first_ts) AS first_ts, max(last_ts) AS last_ts
         FROM v_ingest GROUP BY sensor ORDER BY sensor`,
      )
      .all() as SensorRow[],
    protocols: flows.map(({ protocol, exchanges, exceptions, pairs }) => ({
      protocol,
      exchanges,
      exceptions,
      pairs,
    })),
    severity: Object.fromEntries(
      levels.map((level) => [level, findings.filter((each) => each.severity === level).length]),
    ),
    baseline:
      (db.prepare('SELECT name, revision, from_ts, to_ts FROM v_baseline WHERE active = 1').get() as
        | Summary['baseline']
        | undefined) ?? null,
    coverage: db
      .prepare('SELECT detector, status, reason, remedy FROM v_coverage ORDER BY detector')
      .all() as Summary['coverage'],
    rejected: db.prepare('SELECT coalesce(sum(rejected), 0) FROM v_ingest').pluck().get() as number,
    step: steps.find((step) => length / step <= mostSteps) ?? 604_800,
  }
}
