/*---
title: Register value frozen
level: medium
attack: [T0832, T1692.002]
reads: [v_point_hour, learned_point, v_modbus]
needs: [baseline, modbus.values]
params:
  times_learned: {type: number, default: 10, description: "times the longest learned stretch without a change"}
  least: {type: integer, default: 1800, description: "seconds without a change that are always usual"}
  most: {type: integer, default: 43200, description: "seconds without a change beyond which nothing is judged"}
  changes: {type: integer, default: 100, description: "learned changes from which a register counts as one that moves"}
  hours: {type: integer, default: 24, description: "hours with values that a register must have been learned from"}
lookback: 50400
settle: 3600
shows: effect
dedup: [server, unit]
message: "{point_table} register {point} of {server} unit {unit} has been {value} for {seconds} s; {longest_run} s without a change is the longest that was learned"
triage: Do other registers of the device still move? If so, look at the sensor behind this one, or for someone who replays values.
falsepositives:
  - A process at rest, such as a plant that stands still over a holiday
tests:
  hit:
    baseline:
      point: [{protocol: modbus, server: 10.0.0.2, unit: 1, point_table: input, address: 4, n: 9000, hours: 72, changes: 5000, longest_run: 240, steady_run: 1}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 4, quantity: 1, response_values: [100, 1], every: 60, times: 30}
      - {at: 1800, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 4, quantity: 1, response_values: 77, every: 60, times: 130}
    expect: [{server: 10.0.0.2, unit: 1, point: 4, value: 77, count: 2}]
  quiet, a shorter pause, nobody asked in between, a register that stands still at night:
    baseline:
      point:
        - {protocol: modbus, server: 10.0.0.2, unit: 1, point_table: input, address: 4, n: 9000, hours: 72, changes: 5000, longest_run: 240, steady_run: 1}
        - {protocol: modbus, server: 10.0.0.2, unit: 1, point_table: input, address: 5, n: 9000, hours: 72, changes: 500, longest_run: 28800, steady_run: 1}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 4, quantity: 1, response_values: 77, every: 60, times: 38}
      - {at: 2280, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 4, quantity: 1, response_values: [78, 1], every: 60, times: 5}
      - {at: 18000, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 4, quantity: 1, response_values: 82}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 5, quantity: 1, response_values: 5, every: 60, times: 600}
---*/
WITH hours AS (
  SELECT
    h.hour AS hour, h.sensor AS sensor, h.client AS client, h.server AS server, h.unit AS unit,
    h.point_table AS point_table, h.address AS point, h.first AS first, h.first_ts AS first_ts,
    h.last AS last, h.last_ts AS last_ts, h.changes AS changes, h.held_until AS held_until,
    h.held_since AS held_since, l.longest_run AS longest_run,
    CASE
      WHEN l.longest_run * :times_learned > :least THEN l.longest_run * :times_learned
      ELSE :least
    END AS enough
  FROM v_point_hour AS h
  JOIN learned_point AS l
    ON l.sensor = h.sensor
    AND l.protocol = h.protocol
    AND l.server = h.server
    AND coalesce(l.unit, -1) = coalesce(h.unit, -1)
    AND l.point_table = h.point_table
    AND l.address = h.address
  WHERE h.hour > :since - 50400
    AND h.hour < :until
    AND h.point_table IN ('holding', 'input')
    AND l.steady_run = 1
    AND l.changes >= :changes
    AND l.hours >= :hours
    -- A register that is polled too rarely for its changes to be seen cannot be called frozen.
    AND l.n * :least >= l.hours * 3600 * 10
    AND l.longest_run * :times_learned <= :most
),
seen AS (
  SELECT *,
    CASE WHEN first = lag(last) OVER w AND hour - lag(hour) OVER w = 3600 THEN 1 ELSE 0 END AS goes_on
  FROM hours
  WINDOW w AS (PARTITION BY sensor, client, server, unit, point_table, point ORDER BY hour)
),
-- A run begins where a value changed, or was not seen in the hour before.
numbered AS (
  SELECT *,
    sum(CASE WHEN changes = 0 AND goes_on = 1 THEN 0 ELSE 1 END) OVER (
      PARTITION BY sensor, client, server, unit, point_table, point ORDER BY hour
    ) AS run
  FROM seen
),
since_when AS (
  SELECT *,
    min(held_since) OVER (
      PARTITION BY sensor, client, server, unit, point_table, point, run
    ) AS run_start
  FROM numbered
),
-- What stands at the end of an hour, and what stood at its beginning until it changed.
standing AS (
  SELECT sensor, client, server, unit, point_table, point, longest_run, enough, last AS value, hour,
    run_start, last_ts AS held_to
  FROM since_when
  UNION ALL
  SELECT sensor, client, server, unit, point_table, point, longest_run, enough, first AS value, hour,
    before_start AS run_start, held_until AS held_to
  FROM (
    SELECT *, lag(run_start) OVER (
      PARTITION BY sensor, client, server, unit, point_table, point ORDER BY hour
    ) AS before_start
    FROM since_when
  ) AS with_before
  WHERE changes > 0 AND goes_on = 1
)
SELECT
  CASE WHEN run_start + enough > hour THEN run_start + enough ELSE hour END AS ts_start,
  held_to AS ts_end,
  sensor,
  client,
  server,
  unit,
  point_table,
  point,
  value,
  longest_run,
  held_to - run_start AS seconds,
  1 AS count
FROM standing
WHERE held_to >= run_start + enough
  -- Beyond the lookback a run has no known beginning.
  AND held_to - run_start <= :most
  AND CASE WHEN run_start + enough > hour THEN run_start + enough ELSE hour END >= :since
  AND CASE WHEN run_start + enough > hour THEN run_start + enough ELSE hour END < :until
