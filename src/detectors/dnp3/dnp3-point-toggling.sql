/*---
title: DNP3 toggling of a point
level: critical
attack: [T0806, T0831]
reads: [v_dnp3_control]
needs: [dnp3.control]
params:
  alternations: {type: integer, default: 3, description: "changes between two commands for one point within 60 s"}
  times_learned: {type: number, default: 3, description: "times the busiest learned minute of controls that are still usual"}
lookback: 120
settle: 60
dedup: [client, server, point]
explains: [dnp3-control-burst, function-share-shift, write-share-rise]
message: "{client} switched point {point} of {server} back and forth ({count|change}, more than {usual} within a minute)"
triage: What is the point? Breakers, valves and pumps wear out or trip. Is it an operator, a test, or automatic control?
falsepositives:
  - Automatic control that a baseline has not learned (medium as long as there is none)
  - A test of a relay
tests:
  hit:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
    rows:
      - {at: 50, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 3, operation: Latch On, every: 10, times: 3}
      - {at: 55, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 3, operation: Latch Off, every: 10, times: 3}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, point: 3, count: 5, level: critical}
  hit, trip and close by select and operate, no baseline:
    rows:
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 4, point: 3, trip_close: Trip, operation: Pulse On, every: 30, times: 3}
      - {at: 10, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 4, point: 3, trip_close: Close, operation: Pulse On, every: 30, times: 3}
    expect:
      - {point: 3, count: 5, level: medium}
  quiet, two outstations behind one gateway that are told the opposite:
    rows:
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, unit: 10, function: 5, point: 3, operation: Latch On, every: 10, times: 9}
      - {at: 5, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, unit: 11, function: 5, point: 3, operation: Latch Off, every: 10, times: 9}
  quiet, the same command, two changes, other points:
    rows:
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 3, operation: Latch On, every: 5, times: 30}
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 4, operation: Latch On}
      - {at: 5, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 4, operation: Latch Off}
      - {at: 9, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 4, operation: Latch On}
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 5, operation: Latch On, every: 80, times: 30}
      - {at: 40, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 5, operation: Latch Off, every: 80, times: 30}
  quiet, the learned rate:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 5, action: control, exchanges: 900, busiest_minute: 60}]
    rows:
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 3, operation: Latch On, every: 2, times: 60}
      - {at: 1, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 3, operation: Latch Off, every: 2, times: 60}
---*/
-- A baseline has no points: what it knows of the pair's controls is the rate that they may have.
WITH learned AS (
  SELECT f.sensor AS sensor, f.client AS client, f.server AS server, sum(f.busiest_minute) AS busiest
  FROM learned_function AS f
  WHERE f.protocol = 'dnp3' AND f.function_code IN (4, 5, 6)
  GROUP BY f.sensor, f.client, f.server
),
learned_client AS (
  SELECT sensor, client, max(busiest) AS busiest
  FROM learned
  GROUP BY sensor, client
),
known AS (
  SELECT DISTINCT c.sensor AS sensor, c.client AS client, c.server AS server
  FROM learned_channel AS c
  WHERE c.protocol = 'dnp3'
),
baseline AS (
  SELECT count(*) AS channels FROM learned_channel
),
operated AS (
  SELECT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.unit AS unit, m.point AS point,
    m.ts AS ts,
    coalesce(m.operation, '') || ' ' || coalesce(m.trip_close, '') AS command,
    lag(coalesce(m.operation, '') || ' ' || coalesce(m.trip_close, '')) OVER same_point AS command_before,
    lag(m.ts) OVER same_point AS ts_before
  FROM v_dnp3_control AS m
  WHERE m.function_code IN (4, 5, 6)
    AND m.ts >= :since - 180
    AND m.ts < :until + 120
  WINDOW same_point AS (
    PARTITION BY m.sensor, m.client, m.server, m.unit, m.point ORDER BY m.ts, m.file, m.line
  )
),
so_far AS (
  SELECT
    o.sensor AS sensor, o.client AS client, o.server AS server, o.unit AS unit, o.point AS point,
    o.ts AS ts, o.command AS command,
    count(*) OVER (
      PARTITION BY o.sensor, o.client, o.server, o.unit, o.point ORDER BY o.ts
      RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS within
  FROM operated AS o
  WHERE o.command <> o.command_before AND o.ts_before >= o.ts - 60
),
reached AS (
  SELECT
    sensor, client, server, unit, point, ts, command,
    max(within) OVER (
      PARTITION BY sensor, client, server, unit, point ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS most
  FROM so_far
),
limited AS (
  SELECT
    r.sensor AS sensor, r.client AS client, r.server AS server, r.unit AS unit, r.point AS point, r.ts AS ts,
    r.command AS command, r.most AS most,
    coalesce(pair.busiest, CASE WHEN known.server IS NULL THEN master.busiest END, 0) * :times_learned AS usual
  FROM reached AS r
  LEFT JOIN learned AS pair
    ON pair.sensor = r.sensor AND pair.client = r.client AND pair.server = r.server
  LEFT JOIN learned_client AS master ON master.sensor = r.sensor AND master.client = r.client
  LEFT JOIN known
    ON known.sensor = r.sensor AND known.client = r.client AND known.server = r.server
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'dnp3' AS protocol,
  unit AS unit,
  point AS point,
  1 AS count,
  CASE WHEN usual >= :alternations THEN usual ELSE :alternations - 1 END AS usual,
  CASE WHEN baseline.channels > 0 THEN 'critical' ELSE 'medium' END AS level
FROM limited
CROSS JOIN baseline
WHERE most >= :alternations
  AND most > usual
  AND ts >= :since
  AND ts < :until
