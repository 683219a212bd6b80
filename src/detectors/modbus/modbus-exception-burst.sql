/*---
title: Modbus exception burst
level: medium
attack: [T0814]
aliases: [EXCEPTION_BURST]
reads: [v_modbus]
params:
  per_minute: {type: integer, default: 10, description: "exceptions from one server to one client within 60 s"}
lookback: 60
settle: 60
dedup: [client, server]
message: "{count} exceptions from {server} to {client}, {per_minute} or more within a minute"
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
  quiet:
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, outcome: 2, every: 7, times: 40}
---*/
-- A window of a minute with that many lies in two clock minutes, one of which has half of them.
WITH hot AS (
  SELECT a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server
  FROM v_activity AS a
  WHERE a.protocol = 'modbus'
    AND a.exceptions > 0
    AND a.minute >= :since - 120
    AND a.minute < :until + 60
  GROUP BY a.minute, a.sensor, a.client, a.server
  HAVING sum(a.exceptions) * 2 >= :per_minute
),
near AS (
  SELECT DISTINCT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.file AS file, m.line AS line
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
    sensor, client, server, ts,
    count(*) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS within_minute
  FROM near
),
reached AS (
  SELECT
    sensor, client, server, ts,
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
  :per_minute AS per_minute
FROM reached
WHERE most >= :per_minute
  AND ts >= :since
  AND ts < :until
