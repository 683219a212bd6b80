/*---
title: One register is written with many values
level: high
attack: [T0806]
reads: [v_modbus, v_activity, learned_point, learned_function]
needs: [modbus.values]
params:
  values: {type: integer, default: 20, description: different values written to one address within 60 s}
lookback: 120
settle: 60
dedup: [client, server, unit, address]
message: "{client} tries values of register {address} of {server} unit {unit}: {count|write}, {values} or more different values within a minute"
triage: Which value did it stop at, and what did the process do then? Put back what was there before.
falsepositives:
  - A ramp that a master drives step by step, which a baseline would know
tests:
  hit, a value every two seconds:
    rows: [{client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 3, quantity: 1, request_values: [0, 500], every: 2, times: 40}]
    expect: [{client: 10.0.0.9, server: 10.0.0.2, unit: 1, address: 3, count: 40}]
  quiet, two values in turn, one value to many registers, slowly:
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 3, quantity: 1, request_values: 1, every: 2, times: 40}
      - {at: 1, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 3, quantity: 1, request_values: 2, every: 2, times: 40}
      - {at: 200, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: [10, 1], quantity: 1, request_values: [5, 1], every: 1, times: 40}
      - {at: 400, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 4, quantity: 1, request_values: [5, 1], every: 5, times: 40}
  quiet, a ramp that was learned:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.9, server: 10.0.0.2}]
      point: [{protocol: modbus, server: 10.0.0.2, unit: 1, point_table: holding, address: 3, n: 9000, hours: 72, changes: 9000, busiest_hour: 1800}]
    rows: [{client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 3, quantity: 1, request_values: [0, 5], every: 2, times: 40}]
---*/
-- A register whose values were not learned is known by how often the client writes registers.
WITH rates AS (
  SELECT
    f.sensor AS sensor, f.client AS client, f.server AS server, sum(f.busiest_minute) AS busiest_minute
  FROM learned_function AS f
  WHERE f.protocol = 'modbus'
    AND f.function_code IN (6, 16)
  GROUP BY f.sensor, f.client, f.server
),
-- A window of a minute with enough writes lies in two clock minutes, one of which has half of them.
hot AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    coalesce(a.unit, -1) AS unit
  FROM v_activity AS a
  WHERE a.protocol = 'modbus'
    AND a.function_code IN (6, 16)
    AND a.minute >= :since - 180
    AND a.minute < :until + 60
  GROUP BY a.minute, a.sensor, a.client, a.server, coalesce(a.unit, -1)
  HAVING sum(a.exchanges) * 2 >= :values
),
written AS (
  SELECT DISTINCT
    m.ts AS ts, m.file AS file, m.line AS line, m.sensor AS sensor, m.client AS client,
    m.server AS server, m.unit AS unit, m.address AS address, m.function_code AS function_code,
    m.request_values AS request_values
  FROM hot AS h
  JOIN v_modbus AS m
    ON m.ts >= h.minute - 60
    AND m.ts < h.minute + 120
    AND m.sensor = h.sensor
    AND m.client = h.client
    AND m.server = h.server
    AND coalesce(m.unit, -1) = h.unit
  WHERE m.function_code IN (6, 16)
    AND m.request_values IS NOT NULL
),
-- A value is fresh that was not written to the address within the minute before.
marked AS (
  SELECT
    w.ts AS ts, w.sensor AS sensor, w.client AS client, w.server AS server, w.unit AS unit,
    w.address AS address, w.function_code AS function_code,
    CASE
      WHEN w.ts - lag(w.ts) OVER (
        PARTITION BY w.sensor, w.client, w.server, w.unit, w.address, w.request_values ORDER BY w.ts
      ) <= 60 THEN 0
      ELSE 1
    END AS fresh
  FROM written AS w
),
so_far AS (
  SELECT
    k.ts AS ts, k.sensor AS sensor, k.client AS client, k.server AS server, k.unit AS unit,
    k.address AS address, k.function_code AS function_code,
    sum(k.fresh) OVER (
      PARTITION BY k.sensor, k.client, k.server, k.unit, k.address
      ORDER BY k.ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS within_minute
  FROM marked AS k
),
members AS (
  SELECT
    f.ts AS ts, f.sensor AS sensor, f.client AS client, f.server AS server, f.unit AS unit,
    f.address AS address, f.function_code AS function_code,
    max(f.within_minute) OVER (
      PARTITION BY f.sensor, f.client, f.server, f.unit, f.address
      ORDER BY f.ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS tried
  FROM so_far AS f
)
SELECT
  m.ts AS ts_start,
  m.ts AS ts_end,
  m.sensor AS sensor,
  m.client AS client,
  m.server AS server,
  'modbus' AS protocol,
  m.unit AS unit,
  m.address AS address,
  m.function_code AS function_code,
  -- Without a baseline it may be how this site works.
  CASE WHEN EXISTS (SELECT 1 FROM learned_channel) THEN 'high' ELSE 'medium' END AS level,
  1 AS count
FROM members AS m
LEFT JOIN learned_point AS l
  ON l.sensor = m.sensor
  AND l.protocol = 'modbus'
  AND l.server = m.server
  AND coalesce(l.unit, -1) = coalesce(m.unit, -1)
  AND l.point_table = 'holding'
  AND l.address = m.address
LEFT JOIN rates AS k ON k.sensor = m.sensor AND k.client = m.client AND k.server = m.server
WHERE m.ts >= :since
  AND m.ts < :until
  AND m.tried >= :values
  AND coalesce(l.busiest_hour, k.busiest_minute, 0) < :values
