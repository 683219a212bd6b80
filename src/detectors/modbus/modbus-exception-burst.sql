/*---
title: Modbus exception burst
level: medium
attack: [T0814]
aliases: [EXCEPTION_BURST]
reads: [v_modbus, v_activity]
params:
  per_minute: {type: integer, default: 10, description: exceptions from one server to one client within 60 s}
  times_learned: {type: number, default: 3, description: how many times the busiest learned minute a burst is at least}
lookback: 60
settle: 60
shows: effect
dedup: [client, server]
explains: [error-rate-rise]
message: "{count|exception} from {server} to {client}, {per_minute} or more within a minute"
triage: Which addresses and functions does the client ask for? A scan walks; a misconfigured HMI repeats.
falsepositives:
  - A commissioning engineer who probes a new device
tests:
  hit:
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, address: [0, 1], outcome: 2, every: 5, times: 12}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 12}
  across two minutes:
    rows:
      - {at: 50, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, outcome: 2, every: 2, times: 10}
    expect:
      - {count: 10}
  above the learned rate:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 3, exceptions: 90, busiest_exceptions: 12}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, outcome: 2, every: 1, times: 60}]
    expect: [{count: 60, per_minute: 36}]
  quiet, below it:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 3, exceptions: 90, busiest_exceptions: 12}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, outcome: 2, every: 2, times: 200}]
  quiet:
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, outcome: 2, every: 7, times: 40}
---*/
WITH learned AS (
  SELECT
    f.sensor AS sensor, f.client AS client, f.server AS server,
    sum(f.busiest_exceptions) * :times_learned AS most
  FROM learned_function AS f
  WHERE f.protocol = 'modbus'
  GROUP BY f.sensor, f.client, f.server
),
-- A window of a minute with that many lies in two clock minutes, one of which has half of them.
hot AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    CASE WHEN coalesce(l.most, 0) > :per_minute THEN l.most ELSE :per_minute END AS least
  FROM v_activity AS a
  LEFT JOIN learned AS l ON l.sensor = a.sensor AND l.client = a.client AND l.server = a.server
  WHERE a.protocol = 'modbus'
    AND a.exceptions > 0
    AND a.minute >= :since - 120
    AND a.minute < :until + 60
  GROUP BY a.minute, a.sensor, a.client, a.server, l.most
  HAVING sum(a.exceptions) * 2 >= CASE WHEN coalesce(l.most, 0) > :per_minute THEN l.most ELSE :per_minute END
),
near AS (
  SELECT DISTINCT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.file AS file, m.line AS line,
    hot.least AS least
  FROM hot
  JOIN v_modbus AS m
    ON m.ts >= hot.minute - 60
    AND m.ts < hot.minute + 120
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND m.exception_code IS NOT NULL
),
so_far AS (
  SELECT
    sensor, client, server, ts, least,
    count(*) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS within_minute
  FROM near
),
reached AS (
  SELECT
    sensor, client, server, ts, least,
    max(within_minute) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
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
  1 AS count,
  least AS per_minute
FROM reached
WHERE most >= least
  AND ts >= :since
  AND ts < :until
