/*---
title: Modbus write flood
level: high
attack: [T0806, T0814]
aliases: [WRITE_FLOOD]
reads: [v_modbus, v_activity]
params:
  per_minute: {type: integer, default: 20, description: writes from one client to one server within 60 s}
  times_learned: {type: number, default: 3, description: how many times the busiest learned minute a flood is at least}
lookback: 60
settle: 60
dedup: [client, server]
explains: [modbus-setting-storm, function-share-shift, write-share-rise, modbus-coil-toggling, modbus-value-brute-force]
message: "{count|write} from {client} to {server}, more than {limit_per_minute} within a minute"
triage: Which addresses are written, and with which values? One value again and again fights a controller's own logic.
falsepositives:
  - A set-point transfer of a whole recipe
  - Without a baseline, a site that writes all the time
tests:
  hit:
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 4, every: 2, times: 30}
    expect: [{client: 10.0.0.9, server: 10.0.0.2, count: 30, level: medium}]
  across two minutes:
    rows: [{at: 45, client: 10.0.0.9, server: 10.0.0.2, function: 16, every: 1.4, times: 21}]
    expect: [{count: 21}]
  above the learned rate:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 5, action: write, busiest_minute: 40}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, function: 5, every: 0.4, times: 150}]
    expect: [{level: high, count: 150, limit_per_minute: 120}]
  quiet, thrice the learned rate is not reached:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 5, action: write, busiest_minute: 40}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, function: 5, every: 0.6, times: 300}]
  quiet:
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, function: 6, every: 4, times: 100}
      - {client: 10.0.0.9, server: 10.0.0.2, function: 3, every: 1, times: 300}
---*/
WITH learned AS (
  SELECT
    f.sensor AS sensor, f.client AS client, f.server AS server,
    sum(f.busiest_minute) * :times_learned AS most
  FROM learned_function AS f
  WHERE f.protocol = 'modbus'
    AND f.action = 'write'
  GROUP BY f.sensor, f.client, f.server
),
-- A window of a minute with more than that lies in two clock minutes, one of which has half of them.
hot AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    CASE WHEN coalesce(l.most, 0) > :per_minute THEN l.most ELSE :per_minute END AS most
  FROM v_activity AS a
  LEFT JOIN learned AS l ON l.sensor = a.sensor AND l.client = a.client AND l.server = a.server
  WHERE a.protocol = 'modbus'
    AND a.action = 'write'
    AND a.minute >= :since - 120
    AND a.minute < :until + 60
  GROUP BY a.minute, a.sensor, a.client, a.server, l.most
  HAVING sum(a.exchanges) * 2 > CASE WHEN coalesce(l.most, 0) > :per_minute THEN l.most ELSE :per_minute END
),
near AS (
  SELECT DISTINCT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.file AS file, m.line AS line,
    hot.most AS most
  FROM hot
  JOIN v_modbus AS m
    ON m.ts >= hot.minute - 60
    AND m.ts < hot.minute + 120
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND m.action = 'write'
),
so_far AS (
  SELECT
    sensor, client, server, ts, most,
    count(*) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS within_minute
  FROM near
),
reached AS (
  SELECT
    sensor, client, server, ts, most,
    max(within_minute) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS writes
  FROM so_far
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'modbus' AS protocol,
  most AS limit_per_minute,
  -- Without a baseline it may be how this site works.
  CASE WHEN EXISTS (SELECT 1 FROM learned_channel) THEN 'high' ELSE 'medium' END AS level,
  1 AS count
FROM reached
WHERE writes > most
  AND ts >= :since
  AND ts < :until
