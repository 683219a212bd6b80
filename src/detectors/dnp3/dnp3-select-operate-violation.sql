/*---
title: DNP3 select and operate violation
level: high
attack: [T1692.001]
reads: [v_dnp3_control]
needs: [dnp3.control]
params:
  select_within: {type: number, default: 10, description: "seconds in which an operate follows its select"}
  abandoned: {type: integer, default: 3, description: "selects without operate within 300 s"}
lookback: 310
settle: 310
dedup: [client, server, why]
message: "{count|control} from {client} to {server} {why} (first: point {first_point})"
triage: Compare the point, operation and times of the select with those of the operate. A sensor that loses packets loses selects too; see capture_loss.
falsepositives:
  - Packets that the sensor lost
  - An operator who selects and then thinks better of it (abandoned selects)
tests:
  hit, operate without select:
    rows:
      - {at: 59, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 4, point: 7, operation: Latch On, trip_close: Nul, execute_count: 1, on_time: 100, off_time: 100}
    expect:
      - {client: 10.0.0.9, first_point: 7, count: 1, why: "operated a point that had not been selected"}
  hit, the operate differs:
    rows:
      - {at: 58, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 3, point: 7, operation: Latch On}
      - {at: 61, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 4, point: 7, operation: Latch Off}
    expect:
      - {first_point: 7, count: 1, why: "operated a point otherwise than selected"}
  hit, selected by someone else and too late:
    rows:
      - {at: 0, table: dnp3_control, client: 10.0.0.1, server: 10.0.0.2, function: 3, point: 7, operation: Latch On}
      - {at: 1, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 4, point: 7, operation: Latch On}
      - {at: 30, table: dnp3_control, client: 10.0.0.1, server: 10.0.0.2, function: 4, point: 7, operation: Latch On}
    expect:
      - {client: 10.0.0.9, count: 1}
      - {client: 10.0.0.1, count: 1}
  hit, selects that nobody operates:
    rows:
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 3, point: 7, every: 100, times: 4}
    expect:
      - {client: 10.0.0.9, count: 4}
  hit, another outstation behind the same gateway was selected:
    rows:
      - {at: 58, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, unit: 10, function: 3, point: 7, operation: Latch On}
      - {at: 59, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, unit: 11, function: 4, point: 7, operation: Latch On}
    expect:
      - {first_point: 7, count: 1, why: "operated a point that had not been selected"}
  quiet, two outstations behind one gateway, each selected and operated:
    rows:
      - {at: 58, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, unit: 10, function: 3, point: 7, operation: Latch On}
      - {at: 59, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, unit: 11, function: 3, point: 7, operation: Latch Off}
      - {at: 60, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, unit: 10, function: 4, point: 7, operation: Latch On}
      - {at: 61, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, unit: 11, function: 4, point: 7, operation: Latch Off}
  quiet:
    rows:
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 3, point: 7, operation: Latch On, on_time: 100, every: 30, times: 20}
      - {at: 2, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 4, point: 7, operation: Latch On, on_time: 100, every: 30, times: 20}
      - {at: 2.1, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 129, point: 7, operation: Latch On, on_time: 100, status: 0, every: 30, times: 20}
      - {at: 700, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 3, point: 8, every: 160, times: 9}
---*/
WITH requests AS (
  SELECT
    m.ts AS ts, m.file AS file, m.line AS line, m.sensor AS sensor, m.client AS client, m.server AS server,
    m.function_code AS function_code, m.point AS point,
    max(CASE WHEN m.function_code = 3 THEN m.ts END) OVER (
      PARTITION BY m.sensor, m.client, m.server, m.unit, m.point ORDER BY m.ts
    ) AS last_select,
    max(CASE WHEN m.function_code = 3 THEN m.ts END) OVER (
      PARTITION BY
        m.sensor, m.client, m.server, m.unit, m.point, m.block, m.operation, m.trip_close, m.execute_count,
        m.on_time, m.off_time
      ORDER BY m.ts
    ) AS last_same_select,
    min(CASE WHEN m.function_code = 4 THEN m.ts END) OVER (
      PARTITION BY m.sensor, m.client, m.server, m.unit, m.point ORDER BY m.ts
      ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
    ) AS next_operate
  FROM v_dnp3_control AS m
  WHERE m.function_code IN (3, 4)
    AND m.ts >= :since - 620
    AND m.ts < :until + 620
),
abandoned AS (
  SELECT
    ts, sensor, client, server, point,
    count(*) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 300 PRECEDING AND CURRENT ROW
    ) AS so_far
  FROM requests
  WHERE function_code = 3 AND coalesce(next_operate, ts + 1e9) > ts + :select_within
),
reached AS (
  SELECT
    ts, sensor, client, server, point,
    max(so_far) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 300 FOLLOWING
    ) AS most
  FROM abandoned
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'dnp3' AS protocol,
  1 AS count,
  point AS first_point,
  CASE
    WHEN coalesce(last_select, 0) >= ts - :select_within THEN 'operated a point otherwise than selected'
    ELSE 'operated a point that had not been selected'
  END AS why,
  'high' AS level
FROM requests
WHERE function_code = 4
  AND coalesce(last_same_select, 0) < ts - :select_within
  AND ts >= :since
  AND ts < :until
UNION ALL
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'dnp3' AS protocol,
  1 AS count,
  point AS first_point,
  'selected a point and never operated it' AS why,
  'medium' AS level
FROM reached
WHERE most >= :abandoned
  AND ts >= :since
  AND ts < :until
