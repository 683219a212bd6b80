/*---
title: Coil switched on and off again and again
level: high
attack: [T0806]
reads: [v_modbus, v_activity, learned_point, learned_function]
needs: [modbus.values]
params:
  times: {type: integer, default: 5, description: changes of one coil within 60 s}
lookback: 60
settle: 60
dedup: [server, unit, address]
message: "{client} switches coil {address} of {server} unit {unit} on and off: {count|write} that change it, at least {most} within a minute"
triage: What does the coil drive? A breaker or a pump that is switched like that breaks.
falsepositives:
  - A pulse output that is driven by the master
  - Without a baseline, a site where it is (medium)
tests:
  hit, on and off every five seconds:
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 5, address: 3, quantity: 1, request_values: 65280, every: 10, times: 6}
      - {at: 5, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 5, address: 3, quantity: 1, request_values: 0, every: 10, times: 6}
    expect: [{client: 10.0.0.9, server: 10.0.0.2, unit: 1, address: 3, count: 11, level: medium}]
  hit, by function 15, and above what was learned:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.9, server: 10.0.0.2}]
      point: [{protocol: modbus, server: 10.0.0.2, unit: 1, point_table: coil, address: 3, n: 9000, hours: 72, changes: 100, busiest_hour: 6}]
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 15, address: 3, quantity: 1, request_values: 1, every: 6, times: 10}
      - {at: 3, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 15, address: 3, quantity: 1, request_values: 0, every: 6, times: 10}
    expect: [{address: 3, most: 7, level: high, count: 19}]
  quiet, the same value again, slowly, other coils, refused:
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 5, address: 3, quantity: 1, request_values: 65280, every: 2, times: 30}
      - {at: 200, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 5, address: 4, quantity: 1, request_values: [0, 1], every: 20, times: 9}
      - {at: 500, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 5, address: [10, 1], quantity: 1, request_values: 65280, every: 2, times: 20}
      - {at: 700, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 5, address: 6, quantity: 1, request_values: [0, 1], every: 2, times: 20, outcome: 2}
  quiet, a client that was learned to write coils all the time, in too short a time for values:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.9, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function_code: 5, action: write, busiest_minute: 600}]
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 5, address: 3, quantity: 1, request_values: 65280, every: 10, times: 6}
      - {at: 5, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 5, address: 3, quantity: 1, request_values: 0, every: 10, times: 6}
  quiet, a coil that changes as often as it did while it was learned:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.9, server: 10.0.0.2}]
      point: [{protocol: modbus, server: 10.0.0.2, unit: 1, point_table: coil, address: 3, n: 9000, hours: 72, changes: 9000, busiest_hour: 700}]
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 5, address: 3, quantity: 1, request_values: 65280, every: 10, times: 6}
      - {at: 5, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 5, address: 3, quantity: 1, request_values: 0, every: 10, times: 6}
---*/
-- A coil whose values were not learned is known by how often the client writes coils.
WITH rates AS (
  SELECT
    f.sensor AS sensor, f.client AS client, f.server AS server, sum(f.busiest_minute) AS busiest_minute
  FROM learned_function AS f
  WHERE f.protocol = 'modbus'
    AND f.function_code IN (5, 15)
  GROUP BY f.sensor, f.client, f.server
),
-- A window of a minute with enough changes lies in two clock minutes, one of which has half of them.
hot AS (
  SELECT a.minute AS minute, a.sensor AS sensor, a.server AS server, coalesce(a.unit, -1) AS unit
  FROM v_activity AS a
  WHERE a.protocol = 'modbus'
    AND a.function_code IN (5, 15)
    AND a.minute >= :since - 120
    AND a.minute < :until + 60
  GROUP BY a.minute, a.sensor, a.server, coalesce(a.unit, -1)
  HAVING sum(a.exchanges) * 2 >= :times
),
written AS (
  SELECT DISTINCT
    m.ts AS ts, m.file AS file, m.line AS line, m.sensor AS sensor, m.client AS client,
    m.server AS server, m.unit AS unit, m.address AS address, m.quantity AS quantity,
    m.function_code AS function_code, m.request_values AS request_values
  FROM hot AS h
  JOIN v_modbus AS m
    ON m.ts >= h.minute - 60
    AND m.ts < h.minute + 120
    AND m.sensor = h.sensor
    AND m.server = h.server
    AND coalesce(m.unit, -1) = h.unit
  WHERE m.function_code IN (5, 15)
    AND m.exception_code IS NULL
    AND m.request_values IS NOT NULL
),
compared AS (
  SELECT
    w.ts AS ts, w.sensor AS sensor, w.client AS client, w.server AS server, w.unit AS unit,
    w.address AS address, w.quantity AS quantity, w.function_code AS function_code,
    w.request_values AS request_values,
    lag(w.request_values) OVER (
      PARTITION BY w.sensor, w.server, w.unit, w.function_code, w.address, w.quantity
      ORDER BY w.ts, w.line
    ) AS previous
  FROM written AS w
),
changes AS (
  SELECT
    c.ts AS ts, c.sensor AS sensor, c.client AS client, c.server AS server, c.unit AS unit,
    c.address AS address, c.function_code AS function_code,
    count(*) OVER (
      PARTITION BY c.sensor, c.server, c.unit, c.address
      ORDER BY c.ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS within_minute
  FROM compared AS c
  WHERE c.previous <> c.request_values
),
reached AS (
  SELECT
    g.ts AS ts, g.sensor AS sensor, g.client AS client, g.server AS server, g.unit AS unit,
    g.address AS address, g.function_code AS function_code,
    max(g.within_minute) OVER (
      PARTITION BY g.sensor, g.server, g.unit, g.address
      ORDER BY g.ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS changes
  FROM changes AS g
)
SELECT
  r.ts AS ts_start,
  r.ts AS ts_end,
  r.sensor AS sensor,
  r.client AS client,
  r.server AS server,
  'modbus' AS protocol,
  r.unit AS unit,
  r.address AS address,
  r.function_code AS function_code,
  -- With a baseline, more within a minute than there ever were within an hour.
  CASE
    WHEN coalesce(l.busiest_hour, k.busiest_minute, 0) + 1 > :times
      THEN coalesce(l.busiest_hour, k.busiest_minute, 0) + 1
    ELSE :times
  END AS most,
  -- Without a baseline it may be how this site works.
  CASE WHEN EXISTS (SELECT 1 FROM learned_channel) THEN 'high' ELSE 'medium' END AS level,
  1 AS count
FROM reached AS r
LEFT JOIN learned_point AS l
  ON l.sensor = r.sensor
  AND l.protocol = 'modbus'
  AND l.server = r.server
  AND coalesce(l.unit, -1) = coalesce(r.unit, -1)
  AND l.point_table = 'coil'
  AND l.address = r.address
LEFT JOIN rates AS k ON k.sensor = r.sensor AND k.client = r.client AND k.server = r.server
WHERE r.ts >= :since
  AND r.ts < :until
  AND r.changes >= :times
  AND r.changes > coalesce(l.busiest_hour, k.busiest_minute, 0)
