/*---
title: Register value changed by more than its learned step
level: high
attack: [T0836]
aliases: [REGISTER_VALUE_EXCESSIVE_RATE]
reads: [v_point_hour, learned_point, v_modbus]
needs: [baseline, modbus.values]
params:
  times_learned: {type: number, default: 3, description: "times the largest learned step from one value to the next"}
  changes: {type: integer, default: 100, description: "learned changes from which the largest step can be relied on"}
  hours: {type: integer, default: 24, description: "hours with values that a step must have been learned from"}
lookback: 7200
settle: 3600
shows: effect
dedup: [server, unit]
message: "{point_table} register {point} of {server} unit {unit} changed by {step} within {seconds} s; {largest_step} is the most that was learned"
triage: Compare with a second measurement of the same quantity. A jump in one register alone points at the sensor, or at someone in between.
falsepositives:
  - A plant that starts or stops in a way it did not while the baseline was learned
tests:
  hit:
    baseline:
      point: [{protocol: modbus, server: 10.0.0.2, unit: 1, point_table: input, address: 4, n: 9000, hours: 72, min: 0, max: 200, changes: 500, largest_step: 4, largest_rate: 0.4, steady_step: 1}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 4, quantity: 1, response_values: [100, 3], every: 10, times: 7}
      - {at: 70, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 4, quantity: 1, response_values: 135}
    expect: [{server: 10.0.0.2, unit: 1, point: 4, step: 17, count: 1}]
  hit, across the hour:
    baseline:
      point: [{protocol: modbus, server: 10.0.0.2, unit: 1, point_table: input, address: 4, n: 9000, hours: 72, min: 0, max: 200, changes: 500, largest_step: 4, largest_rate: 0.4, steady_step: 1}]
    rows:
      - {at: 3595, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 4, quantity: 1, response_values: 100}
      - {at: 3605, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 4, quantity: 1, response_values: 140}
    expect: [{server: 10.0.0.2, step: 40, count: 1}]
  quiet, after a gap, a counter that wraps, three learned steps:
    baseline:
      point: [{protocol: modbus, server: 10.0.0.2, unit: 1, point_table: input, address: 4, n: 9000, hours: 72, min: 0, max: 65535, changes: 500, largest_step: 4, largest_rate: 0.4, steady_step: 1}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 4, quantity: 1, response_values: 100}
      - {at: 900, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 4, quantity: 1, response_values: 140}
      - {at: 910, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 4, quantity: 1, response_values: 152}
      - {client: 10.0.0.3, server: 10.0.0.2, unit: 1, function: 4, address: 4, quantity: 1, response_values: 65534}
      - {at: 10, client: 10.0.0.3, server: 10.0.0.2, unit: 1, function: 4, address: 4, quantity: 1, response_values: 2}
---*/
WITH hours AS (
  SELECT
    h.hour AS hour, h.sensor AS sensor, h.client AS client, h.server AS server, h.unit AS unit,
    h.point_table AS point_table, h.address AS point, h.step AS step, h.step_ts AS step_ts,
    h.step_rate AS step_rate, h.first AS first, h.first_ts AS first_ts,
    lag(h.last) OVER w AS before, lag(h.last_ts) OVER w AS before_ts,
    l.largest_step AS largest_step, l.largest_rate AS largest_rate
  FROM v_point_hour AS h
  JOIN learned_point AS l
    ON l.sensor = h.sensor
    AND l.protocol = h.protocol
    AND l.server = h.server
    AND coalesce(l.unit, -1) = coalesce(h.unit, -1)
    AND l.point_table = h.point_table
    AND l.address = h.address
  WHERE h.hour > :since - 7200
    AND h.hour < :until
    AND h.point_table IN ('holding', 'input')
    AND l.steady_step = 1
    AND l.changes >= :changes
    AND l.hours >= :hours
  WINDOW w AS (
    PARTITION BY h.sensor, h.client, h.server, h.unit, h.point_table, h.address ORDER BY h.hour
  )
),
steps AS (
  SELECT sensor, client, server, unit, point_table, point, step_ts AS ts, step, step_rate AS rate,
    largest_step, largest_rate
  FROM hours
  UNION ALL
  -- From the last value of an hour to the first of the next, the short way around 16 bits.
  SELECT sensor, client, server, unit, point_table, point, first_ts AS ts,
    CASE WHEN abs(first - before) > 32768 THEN 65536 - abs(first - before) ELSE abs(first - before) END
      AS step,
    CASE WHEN abs(first - before) > 32768 THEN 65536 - abs(first - before) ELSE abs(first - before) END
      * 1.0 / (first_ts - before_ts) AS rate,
    largest_step, largest_rate
  FROM hours
  WHERE before IS NOT NULL AND first_ts > before_ts
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor,
  client,
  server,
  unit,
  point_table,
  point,
  step,
  round(step * 1.0 / rate, 1) AS seconds,
  largest_step,
  1 AS count
FROM steps
WHERE ts >= :since
  AND ts < :until
  AND step > largest_step * :times_learned
  AND step > largest_step + 2
  -- After lost polls a value has moved on: a large step, at a usual rate.
  AND rate > largest_rate
