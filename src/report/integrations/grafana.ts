/** Panels of the dashboard; the SQLite data source replaces $__from and $__to by epoch milliseconds. */
const panels = [
  {
    title: 'Open findings by severity',
    type: 'stat',
    place: [0, 0, 24, 4],
    sql: `SELECT severity, count(*) AS findings
FROM v_findings
WHERE state IN ('new', 'acknowledged', 'reopened')
  AND last_seen >= $__from / 1000.0 AND first_seen < $__to / 1000.0
GROUP BY severity
ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END`,
  },
  {
    title: 'Exchanges a minute',
    type: 'timeseries',
    place: [0, 4, 12, 8],
    sql: `SELECT minute AS time, protocol, sum(exchanges) AS exchanges
FROM v_activity
WHERE minute >= $__from / 1000 AND minute < $__to / 1000
GROUP BY minute, protocol
ORDER BY minute`,
  },
  {
    title: 'Refused requests a minute',
    type: 'timeseries',
    place: [12, 4, 12, 8],
    sql: `SELECT minute AS time, server, sum(exceptions) AS refused
FROM v_activity
WHERE exceptions > 0 AND minute >= $__from / 1000 AND minute < $__to / 1000
GROUP BY minute, server
ORDER BY minute`,
  },
  {
    title: 'Commands a minute',
    type: 'timeseries',
    place: [0, 12, 24, 7],
    sql: `SELECT minute AS time, action, sum(exchanges) AS commands
FROM v_activity
WHERE action IN ('write', 'control', 'program', 'upload', 'mode', 'restart', 'file', 'config')
  AND minute >= $__from / 1000 AND minute < $__to / 1000
GROUP BY minute, action
ORDER BY minute`,
  },
  {
    title: 'Findings',
    type: 'table',
    place: [0, 19, 24, 10],
    sql: `SELECT severity, CAST(first_seen * 1000 AS INTEGER) AS first_seen, client, server, detector, message, id
FROM v_findings
WHERE state IN ('new', 'acknowledged', 'reopened')
  AND last_seen >= $__from / 1000.0 AND first_seen < $__to / 1000.0
ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END,
  first_seen`,
  },
  {
    title: 'Detectors that could not see',
    type: 'table',
    place: [0, 29, 24, 6],
    sql: `SELECT detector, status, reason, remedy
FROM v_coverage
WHERE status <> 'evaluated'
ORDER BY detector`,
  },
] as const

const source = { type: 'frser-sqlite-datasource', uid: `\${source}` } as const

/** A dashboard for Grafana with the SQLite data source (frser-sqlite-datasource). */
export function grafanaDashboard(): string {
  const dashboard = {
    title: 'otsift',
    uid: 'otsift',
    tags: ['ot', 'zeek'],
    timezone: 'utc',
    schemaVersion: 39,
    time: { from: 'now-7d', to: 'now' },
    templating: {
      list: [
        {
          name: 'source',
          label: 'Database',
          type: 'datasource',
          query: 'frser-sqlite-datasource',
        },
      ],
    },
    panels: panels.map(({ title, type, place: [x, y, w, h], sql }, index) => ({
      id: index + 1,
      title,
      type,
      datasource: source,
      gridPos: { x, y, w, h },
      ...(type === 'stat'
        ? { options: { reduceOptions: { values: true }, textMode: 'value_and_name' } }
        : {}),
      ...(title === 'Findings' ? { fieldConfig: { defaults: {}, overrides: [dateColumn] } } : {}),
      targets: [
        {
          refId: 'A',
          datasource: source,
          queryType: type === 'timeseries' ? 'time series' : 'table',
          timeColumns: type === 'timeseries' ? ['time'] : [],
          rawQueryText: sql,
          queryText: sql,
        },
      ],
    })),
  }
  return `${JSON.stringify(dashboard, null, 2)}\n`
}

/** Milliseconds shown as a date. */
const dateColumn = {
  matcher: { id: 'byName', options: 'first_seen' },
  properties: [{ id: 'unit', value: 'dateTimeAsIso' }],
} as const
