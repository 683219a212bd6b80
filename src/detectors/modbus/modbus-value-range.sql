/*---
title: Register value outside its learned range
level: medium
attack: [T0836]
aliases: [REGISTER_VALUE_OUT_OF_RANGE]
reads: [v_point_hour, learned_point, v_modbus]
needs: [baseline, modbus.values]
params:
  margin: {type: number, default: 0.1, description: "share of the learned range that a value may lie beyond it"}
  rare_margin: {type: number, default: 2, description: "the same for a register that rarely changed, such as a set-point"}
  often: {type: integer, default: 20, description: "learned changes from which a register counts as one that moves"}
  hours: {type: integer, default: 24, description: "hours with values that a range must have been learned from"}
lookback: 3600
settle: 3600
shows: effect
dedup: [server, unit]
message: "{point_table} register {point} of {server} unit {unit} was {value}; between {low} and {high} is what was learned"
triage: Was the value written or measured? Look for a write to the register just before, then ask the operators what the process did.
falsepositives:
  - An operating state that did not occur while the baseline was learned
tests:
  hit, above and below:
    baseline:
      point: [{protocol: modbus, server: 10.0.0.2, unit: 1, point_table: holding, address: 8, n: 9000, hours: 72, min: 100, max: 200, changes: 500, steady_range: 1}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 8, quantity: 1, response_values: 150, every: 10, times: 6}
      - {at: 65, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 8, quantity: 1, response_values: 211}
      - {at: 95, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 8, quantity: 1, response_values: 80}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, value: 211, count: 2}]
  hit, a set-point is written far beyond what it ever was:
    baseline:
      point: [{protocol: modbus, server: 10.0.0.2, unit: 1, point_table: holding, address: 8, n: 9000, hours: 72, min: 620, max: 635, changes: 12, steady_range: 1}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 8, quantity: 1, request_values: 900}]
    expect: [{server: 10.0.0.2, point: 8, value: 900, count: 1}]
  quiet, within the margin, a refused write, a new set-point, an unsteady range, a constant:
    baseline:
      point:
        - {protocol: modbus, server: 10.0.0.2, unit: 1, point_table: holding, address: 8, n: 9000, hours: 72, min: 100, max: 200, changes: 500, steady_range: 1}
        - {protocol: modbus, server: 10.0.0.2, unit: 1, point_table: holding, address: 9, n: 9000, hours: 72, min: 620, max: 635, changes: 12, steady_range: 1}
        - {protocol: modbus, server: 10.0.0.2, unit: 1, point_table: holding, address: 10, n: 9000, hours: 72, min: 1, max: 900, changes: 500, steady_range: 0}
        - {protocol: modbus, server: 10.0.0.2, unit: 1, point_table: holding, address: 11, n: 9000, hours: 72, min: 5, max: 5, changes: 0, steady_range: 1}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 8, quantity: 1, response_values: 209}
      - {at: 5, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 8, quantity: 1, request_values: 900, outcome: 3}
      - {at: 10, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 9, quantity: 1, request_values: 650}
      - {at: 15, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 10, quantity: 1, response_values: 5000}
      - {at: 20, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 11, quantity: 1, response_values: 6}
  hit, a range that an earlier tool learned, for every unit:
    baseline:
      point: [{protocol: modbus, server: 10.0.0.2, point_table: holding, address: 8, n: 9000, hours: 0, min: 100, max: 200, steady_range: 1}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 7, function: 3, address: 8, quantity: 1, response_values: 380}
      - {at: 10, client: 10.0.0.1, server: 10.0.0.2, unit: 7, function: 3, address: 8, quantity: 1, response_values: 900}
    expect: [{server: 10.0.0.2, unit: 7, value: 900, count: 1}]
---*/
WITH judged AS (
  SELECT
    h.sensor AS sensor, h.client AS client, h.server AS server, h.unit AS unit,
    h.point_table AS point_table, h.address AS point, h.min AS least, h.min_ts AS least_ts,
    h.max AS most, h.max_ts AS most_ts, l.min AS low, l.max AS high,
    CASE
      WHEN l.changes >= :often THEN (l.max - l.min) * :margin
      -- A few changes say little: twice the range, and a fifth of the value.
      WHEN (l.max - l.min) * :rare_margin > l.max * 0.2 THEN (l.max - l.min) * :rare_margin
      ELSE l.max * 0.2
    END AS slack
  FROM v_point_hour AS h
  JOIN learned_point AS l
    ON l.sensor = h.sensor
    AND l.protocol = h.protocol
    AND l.server = h.server
    -- A range that was imported from an earlier tool holds for every unit.
    AND coalesce(l.unit, h.unit, -1) = coalesce(h.unit, -1)
    AND l.point_table = h.point_table
    AND l.address = h.address
  WHERE h.hour > :since - 3600
    AND h.hour < :until
    AND h.point_table IN ('holding', 'input')
    AND l.steady_range = 1
    AND l.n >= 100
    -- Nor does it tell how often the value changed, and in how many hours it was seen.
    AND ((l.hours = 0 AND l.max > l.min) OR (l.changes >= 2 AND l.hours >= :hours))
    AND (h.max > l.max OR h.min < l.min)
)
SELECT
  most_ts AS ts_start, most_ts AS ts_end, sensor, client, server, unit, point_table, point,
  most AS value, low, high, 1 AS count
FROM judged
WHERE most > high + slack AND most > high + 1 AND most_ts >= :since AND most_ts < :until
UNION ALL
SELECT
  least_ts AS ts_start, least_ts AS ts_end, sensor, client, server, unit, point_table, point,
  least AS value, low, high, 1 AS count
FROM judged
WHERE least < low - slack AND least < low - 1 AND least_ts >= :since AND least_ts < :until
