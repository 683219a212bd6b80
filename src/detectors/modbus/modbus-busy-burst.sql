/*---
title: Modbus busy burst
level: medium
attack: [T0814]
aliases: [BUSY_STORM]
reads: [v_modbus, v_activity]
params:
  per_minute: {type: integer, default: 3, description: "exceptions busy (6) or acknowledge (5) from one server within 60 s"}
  times_learned: {type: number, default: 3, description: "how many times the busiest learned minute of exceptions of the server, above which they count"}
lookback: 60
settle: 60
shows: effect
dedup: [server]
explains: [error-rate-rise]
message: "{server} is busy: {count|exception} 5 or 6 within minutes, {per_minute} or more in one"
triage: Who loads {server}? Look for floods, program transfers and new clients at that time.
falsepositives:
  - A slow device that is polled too fast
  - A program or firmware transfer that was announced
tests:
  hit:
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, outcome: 6, every: 20, times: 6}]
    expect: [{server: 10.0.0.2, count: 6}]
  quiet, learned:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 3, exceptions: 90, busiest_exceptions: 4}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, function: 3, outcome: 6, every: 10, times: 100}]
  quiet:
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, outcome: 6, every: 31, times: 60}]
---*/
WITH learned AS (
  SELECT f.sensor AS sensor, f.server AS server, sum(f.busiest_exceptions) * :times_learned AS most
  FROM learned_function AS f
  WHERE f.protocol = 'modbus'
    AND f.busiest_exceptions > 0
  GROUP BY f.sensor, f.server
),
hot AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.server AS server,
    CASE WHEN coalesce(l.most, 0) >= :per_minute THEN l.most + 1 ELSE :per_minute END AS least
  FROM v_activity AS a
  LEFT JOIN learned AS l ON l.sensor = a.sensor AND l.server = a.server
  WHERE a.protocol = 'modbus'
    AND a.outcome IN (5, 6)
    AND a.minute >= :since - 120
    AND a.minute < :until + 60
  GROUP BY a.minute, a.sensor, a.server, l.most
  HAVING sum(a.exceptions) * 2
    >= CASE WHEN coalesce(l.most, 0) >= :per_minute THEN l.most + 1 ELSE :per_minute END
),
near AS (
  SELECT DISTINCT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.file AS file, m.line AS line,
    m.exception_code AS code, hot.least AS least
  FROM hot
  JOIN v_modbus AS m
    ON m.ts >= hot.minute - 60
    AND m.ts < hot.minute + 120
    AND m.sensor = hot.sensor
    AND m.server = hot.server
    AND m.exception_code IN (5, 6)
),
so_far AS (
  SELECT
    sensor, client, server, ts, code, least,
    count(*) OVER (
      PARTITION BY sensor, server ORDER BY ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS within_minute
  FROM near
),
reached AS (
  SELECT
    sensor, client, server, ts, code, least,
    max(within_minute) OVER (
      PARTITION BY sensor, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS most
  FROM so_far
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'modbus' AS protocol,
  code AS exception_code,
  :per_minute AS per_minute,
  1 AS count
FROM reached
WHERE most >= least
  AND ts >= :since
  AND ts < :until
