/*---
title: Set-point reads back differently from what was written
level: high
attack: [T1692.002, T0831]
reads: [v_point_value]
needs: [modbus.values, policy.setpoint]
params:
  within: {type: integer, default: 60, description: seconds after a write within which the value must be read back}
  settled: {type: number, default: 5, description: seconds that a controller may take to adopt it}
lookback: 60
settle: 120
dedup: [server, unit, point]
message: "{name}: {client} wrote {value}{in_unit}, and {server} unit {unit} reads {read_back}{in_unit} instead, {count|time}"
triage: Ask the controller itself, at its panel. Somebody between the two may be showing operators what they want to see.
falsepositives:
  - A controller that limits or rounds what it is given
  - A set-point that the controller's own logic moves
tests:
  hit, the old value is shown:
    policy: &reactor
      points: [{server: 10.0.0.2, unit: 1, address: 40101, name: Temperature, engineering_unit: C, tags: [setpoint]}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 100, quantity: 1, response_values: 80, every: 10, times: 12}
      - {at: 25, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 100, quantity: 1, request_values: 150}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, name: Temperature, value: 150, read_back: 80, count: 1}]
  quiet, adopted after a scan; written again before it was read; refused; not answered; no set-point:
    policy:
      points:
        - {server: 10.0.0.2, unit: 1, address: 40101, name: Temperature, tags: [setpoint]}
        - {server: 10.0.0.2, unit: 1, address: 40111, name: Command}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 100, quantity: 1, request_values: 150}
      - {at: 1, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 100, quantity: 1, response_values: 80}
      - {at: 11, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 100, quantity: 1, response_values: 150, every: 10, times: 20}
      - {at: 400, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 100, quantity: 1, request_values: 160}
      - {at: 401, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 100, quantity: 1, request_values: 170}
      - {at: 410, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 100, quantity: 1, response_values: 170, every: 10, times: 9}
      - {at: 600, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 100, quantity: 1, request_values: 180, outcome: 2}
      - {at: 601, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 100, quantity: 1, request_values: 190, kind: request}
      - {at: 610, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 100, quantity: 1, response_values: 170, every: 10, times: 9}
      - {at: 700, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 110, quantity: 1, request_values: 1}
      - {at: 710, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 110, quantity: 1, response_values: 0, every: 10, times: 9}
---*/
WITH told AS (
  SELECT
    v.ts AS ts, v.until AS until, v.sensor AS sensor, v.protocol AS protocol, v.client AS client,
    v.server AS server, v.unit AS unit, v.point AS point, v.name AS name, v.value AS value,
    v.engineering_unit AS engineering_unit, v.access AS access
  FROM v_point_value AS v
  WHERE v.ts >= :since - 60
    AND v.ts < :until + 120
    AND v.setpoint = 1
),
writes AS (
  SELECT
    t.ts AS ts, t.sensor AS sensor, t.protocol AS protocol, t.client AS client, t.server AS server,
    t.unit AS unit, t.point AS point, t.name AS name, t.value AS value,
    t.engineering_unit AS engineering_unit, t.access AS access,
    lead(t.ts) OVER (PARTITION BY t.sensor, t.server, t.unit, t.point ORDER BY t.ts) AS next_ts
  FROM told AS t
  WHERE t.access <> 'read'
),
-- Up to the next write the value has to be what was written, and stay out no longer than a controller needs.
read_back AS (
  SELECT
    w.ts AS ts, w.sensor AS sensor, w.protocol AS protocol, w.client AS client, w.server AS server,
    w.unit AS unit, w.point AS point, w.name AS name, w.value AS value,
    w.engineering_unit AS engineering_unit, w.access AS access,
    sum(CASE WHEN r.value = w.value THEN 1 ELSE 0 END) AS agreeing,
    max(r.until) AS last_ts, min(r.value) AS read_back
  FROM writes AS w
  JOIN told AS r
    ON r.sensor = w.sensor
    AND r.server = w.server
    AND coalesce(r.unit, -1) = coalesce(w.unit, -1)
    AND r.point = w.point
    AND r.access = 'read'
    AND r.ts > w.ts
    AND r.ts <= w.ts + :within
    AND (w.next_ts IS NULL OR r.until < w.next_ts)
  WHERE w.access = 'written'
    AND w.value IS NOT NULL
  GROUP BY
    w.ts, w.sensor, w.protocol, w.client, w.server, w.unit, w.point, w.name, w.value,
    w.engineering_unit, w.access
)
SELECT
  b.ts AS ts_start,
  b.ts AS ts_end,
  b.sensor AS sensor,
  b.protocol AS protocol,
  b.client AS client,
  b.server AS server,
  b.unit AS unit,
  b.point AS point,
  b.name AS name,
  b.value AS value,
  b.read_back AS read_back,
  CASE WHEN b.engineering_unit = '' THEN '' ELSE ' ' || b.engineering_unit END AS in_unit,
  b.access AS access,
  1 AS count
FROM read_back AS b
WHERE b.ts >= :since
  AND b.ts < :until
  AND b.agreeing = 0
  AND b.last_ts >= b.ts + :settled
