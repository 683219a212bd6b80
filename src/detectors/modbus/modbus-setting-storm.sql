/*---
title: Storm of changes in registers that rarely change
level: high
attack: [T0836, T0831]
reads: [v_point_hour, learned_point, v_modbus]
needs: [baseline, modbus.values]
params:
  changes: {type: integer, default: 50, description: "changes within a clock hour of the registers and coils of one device that rarely change"}
  times_learned: {type: number, default: 5, description: "times the busiest learned hours of these registers"}
  hours: {type: integer, default: 24, description: "hours with values that a register must have been learned from"}
lookback: 3600
settle: 3600
dedup: [server, unit]
message: "Settings of {server} unit {unit} changed {count} times within an hour in {points} registers or coils that change once an hour at most; {learned|change} would be a busy hour"
triage: Who wrote them? If nobody did, the device runs another program than before.
falsepositives:
  - Commissioning, or a recipe change of a kind that was not learned
tests:
  hit, two set-points are turned again and again:
    baseline: &settings
      point:
        - {protocol: modbus, server: 10.0.0.2, unit: 1, point_table: holding, address: 8, n: 9000, hours: 72, changes: 12, busiest_hour: 1}
        - {protocol: modbus, server: 10.0.0.2, unit: 1, point_table: holding, address: 9, n: 9000, hours: 72, changes: 0, busiest_hour: 0}
        - {protocol: modbus, server: 10.0.0.2, unit: 1, point_table: holding, address: 0, n: 9000, hours: 72, changes: 5000, busiest_hour: 90}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 8, quantity: 1, request_values: [600, 1], every: 10, times: 41}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 9, quantity: 1, request_values: [600, 1], every: 10, times: 21}
    expect: [{server: 10.0.0.2, unit: 1, points: 2, count: 60}]
  quiet, a measured value that always moves, a few changes, the same spread over two hours:
    baseline: *settings
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, quantity: 1, response_values: [600, 1], every: 10, times: 300}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 8, quantity: 1, request_values: [600, 1], every: 120, times: 60}
---*/
WITH changed AS (
  SELECT
    h.hour AS hour, h.sensor AS sensor, h.client AS client, h.server AS server, h.unit AS unit,
    min(h.first_ts) AS ts_start, max(h.last_ts) AS ts_end, sum(h.changes) AS changes,
    count(*) AS points, sum(l.busiest_hour) AS learned
  FROM v_point_hour AS h
  JOIN learned_point AS l
    ON l.sensor = h.sensor
    AND l.protocol = h.protocol
    AND l.server = h.server
    AND coalesce(l.unit, -1) = coalesce(h.unit, -1)
    AND l.point_table = h.point_table
    AND l.address = h.address
  WHERE h.hour > :since - 3600
    AND h.hour < :until
    AND h.changes > 0
    AND h.point_table IN ('coil', 'holding')
    AND l.hours >= :hours
    AND l.changes <= l.hours
  GROUP BY h.hour, h.sensor, h.client, h.server, h.unit
),
-- Clients that watch one device see the same changes: the one that saw most of them tells.
ranked AS (
  SELECT
    hour, sensor, client, server, unit, ts_start, ts_end, changes, points, learned,
    row_number() OVER (
      PARTITION BY hour, sensor, server, unit ORDER BY changes DESC, client
    ) AS place
  FROM changed
)
SELECT ts_start, ts_end, sensor, client, server, unit, points, learned, changes AS count
FROM ranked
WHERE place = 1
  AND changes >= :changes
  AND changes > learned * :times_learned
  AND ts_start >= :since
  AND ts_start < :until
