/*---
title: Modbus device failure exceptions
level: medium
attack: [T0814]
aliases: [DEVICE_FAILURE]
reads: [v_modbus, v_activity]
params:
  per_hour: {type: integer, default: 3, description: failure exceptions from one server within an hour}
  times_learned: {type: number, default: 3, description: "how many times the busiest learned minute of exceptions of the server, above which they count"}
lookback: 3600
settle: 3600
shows: effect
dedup: [server]
explains: [error-rate-rise]
message: "{server} reports failures: {count|exception} such as {code} (4 device failure, 8 memory parity, 10 and 11 gateway without device)"
triage: Is the device, or the serial line behind the gateway, broken? If not, what was it asked just before?
falsepositives:
  - A device behind a gateway that is switched off
tests:
  hit:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 300}
      - {at: 305, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, outcome: 4, every: 900, times: 4}
    expect: [{server: 10.0.0.2, count: 4}]
  hit, two clients:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 9, function: 3, outcome: 11, every: 1000, times: 2}
      - {client: 10.0.0.5, server: 10.0.0.2, unit: 9, function: 3, outcome: 10}
    expect: [{server: 10.0.0.2, count: 3}]
  quiet, learned:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 3, exceptions: 90, busiest_exceptions: 6}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, function: 3, outcome: 11, every: 10, times: 100}]
  quiet:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3, outcome: 4, every: 1900, times: 9}
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3, outcome: 2, every: 30, times: 9}
---*/
WITH learned AS (
  SELECT f.sensor AS sensor, f.server AS server, sum(f.busiest_exceptions) * :times_learned AS most
  FROM learned_function AS f
  WHERE f.protocol = 'modbus'
    AND f.busiest_exceptions > 0
  GROUP BY f.sensor, f.server
),
-- Where exceptions are part of the day, a minute has to have more of them than learned.
failures AS (
  SELECT a.minute AS minute, a.sensor AS sensor, a.server AS server
  FROM v_activity AS a
  LEFT JOIN learned AS l ON l.sensor = a.sensor AND l.server = a.server
  WHERE a.protocol = 'modbus'
    AND a.outcome IN (4, 8, 10, 11)
    AND a.minute >= :since - 3660
    AND a.minute < :until + 3660
  GROUP BY a.minute, a.sensor, a.server, l.most
  HAVING sum(a.exceptions) > coalesce(l.most, 0)
),
near AS (
  SELECT
    m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, m.unit AS unit,
    m.exception_code AS code
  FROM failures AS h
  JOIN v_modbus AS m
    ON m.ts >= h.minute
    AND m.ts < h.minute + 60
    AND m.sensor = h.sensor
    AND m.server = h.server
    AND m.exception_code IN (4, 8, 10, 11)
),
so_far AS (
  SELECT
    ts, sensor, client, server, unit, code,
    count(*) OVER (
      PARTITION BY sensor, server ORDER BY ts RANGE BETWEEN 3600 PRECEDING AND CURRENT ROW
    ) AS within_hour
  FROM near
),
reached AS (
  SELECT
    ts, sensor, client, server, unit, code,
    max(within_hour) OVER (
      PARTITION BY sensor, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 3600 FOLLOWING
    ) AS most
  FROM so_far
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'modbus' AS protocol,
  unit AS unit,
  code AS code,
  1 AS count
FROM reached
WHERE most >= :per_hour
  AND ts >= :since
  AND ts < :until
