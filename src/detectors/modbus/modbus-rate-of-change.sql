/*---
title: Register changes faster than its rate of change allows
level: high
attack: [T0836]
aliases: [REGISTER_VALUE_EXCESSIVE_RATE]
reads: [v_point_value]
needs: [modbus.values, policy.rate]
lookback: 3600
dedup: [server, unit, point]
explains: [modbus-value-step]
message: "{name}: {rate}{in_unit} a second, limit {bound}{in_unit}; from {previous} to {value} in {seconds} s, {access} by {client} on {server} unit {unit}, {count|time}"
triage: Can the process move that fast at all? If not, the value was made up, or a sensor broke; if it was written, ask who wrote it.
falsepositives:
  - A start-up, or a step that an operator takes on purpose
tests:
  hit, two writes within a second:
    policy: &level
      points: [{server: 10.0.0.2, unit: 1, address: 40011, name: Level set-point, engineering_unit: cm, max_rate: 2}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 10, quantity: 1, request_values: 100}
      - {at: 10, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 10, quantity: 1, request_values: 150}
    expect: [{name: Level set-point, previous: 100, value: 150, seconds: 10, rate: 5, count: 1}]
  hit, a measured value jumps:
    policy: *level
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 10, quantity: 1, response_values: 100, every: 10, times: 3}
      - {at: 30, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 10, quantity: 1, response_values: 40}
    expect: [{previous: 100, value: 40, seconds: 10, rate: 6, count: 1}]
  quiet, the same change over a longer time, and what a write changed:
    policy: *level
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 10, quantity: 1, response_values: 100, every: 10, times: 3}
      - {at: 25, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 10, quantity: 1, request_values: 150}
      - {at: 30, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 10, quantity: 1, response_values: 150}
      - {at: 60, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 10, quantity: 1, request_values: 200}
      - {at: 65, client: 10.0.0.1, server: 10.0.0.2, unit: 2, function: 6, address: 10, quantity: 1, request_values: 0}
---*/
-- Writes are compared with the write before, reads with the read before by the same client.
WITH told AS (
  SELECT
    v.ts AS ts, v.until AS until, v.sensor AS sensor, v.protocol AS protocol, v.client AS client,
    v.server AS server, v.unit AS unit, v.point AS point, v.name AS name, v.value AS value,
    v.max_rate AS max_rate, v.engineering_unit AS engineering_unit, v.access AS access,
    CASE WHEN v.access = 'read' THEN v.client ELSE '' END AS reader,
    -- The time of the last write up to here, which is what a changed reading may come from.
    max(CASE WHEN v.access = 'read' THEN NULL ELSE v.ts END) OVER (
      PARTITION BY v.sensor, v.server, v.unit, v.point
      ORDER BY v.ts
    ) AS written_ts
  FROM v_point_value AS v
  WHERE v.ts >= :since - 3600
    AND v.ts < :until
    AND v.max_rate IS NOT NULL
    AND v.value IS NOT NULL
),
steps AS (
  SELECT
    t.ts AS ts, t.sensor AS sensor, t.protocol AS protocol, t.client AS client, t.server AS server,
    t.unit AS unit, t.point AS point, t.name AS name, t.value AS value, t.max_rate AS max_rate,
    t.engineering_unit AS engineering_unit, t.access AS access, t.written_ts AS written_ts,
    lag(t.value) OVER (
      PARTITION BY t.sensor, t.server, t.unit, t.point, t.reader
      ORDER BY t.ts
    ) AS previous,
    lag(t.until) OVER (
      PARTITION BY t.sensor, t.server, t.unit, t.point, t.reader
      ORDER BY t.ts
    ) AS previous_ts
  FROM told AS t
),
timed AS (
  SELECT
    s.ts AS ts, s.sensor AS sensor, s.protocol AS protocol, s.client AS client, s.server AS server,
    s.unit AS unit, s.point AS point, s.name AS name, s.value AS value, s.max_rate AS max_rate,
    s.engineering_unit AS engineering_unit, s.access AS access, s.previous AS previous,
    -- Two at the same moment are a millisecond apart.
    CASE WHEN s.ts - s.previous_ts < 0.001 THEN 0.001 ELSE s.ts - s.previous_ts END AS seconds
  FROM steps AS s
  WHERE s.previous IS NOT NULL
    AND (s.access <> 'read' OR s.written_ts IS NULL OR s.written_ts < s.previous_ts)
)
SELECT
  t.ts AS ts_start,
  t.ts AS ts_end,
  t.sensor AS sensor,
  t.protocol AS protocol,
  t.client AS client,
  t.server AS server,
  t.unit AS unit,
  t.point AS point,
  t.name AS name,
  t.previous AS previous,
  t.value AS value,
  t.seconds AS seconds,
  abs(t.value - t.previous) * 1.0 / t.seconds AS rate,
  t.max_rate AS bound,
  CASE WHEN t.engineering_unit = '' THEN '' ELSE ' ' || t.engineering_unit END AS in_unit,
  t.access AS access,
  1 AS count
FROM timed AS t
WHERE t.ts >= :since
  AND t.ts < :until
  AND abs(t.value - t.previous) > t.max_rate * t.seconds
