/*---
title: A stranger reads and writes one Modbus device after the other
level: critical
attack: [T0831, T0836, T0848]
aliases: [FROSTYGOOP]
reads: [v_modbus, v_activity, learned_channel]
needs: [baseline, modbus.unit]
params:
  devices: {type: integer, default: 3, description: devices (server and unit) that a client without business there writes within ten minutes}
lookback: 1860
settle: 1860
dedup: [client]
explains: [unauthorised-write, new-pair, controller-sweep]
message: "{client} reads registers and writes them on one device after the other, {devices} or more within ten minutes, the way FrostyGoop does; first {server} unit {unit} ({count|write})"
triage: Cut {client} off, then read back the set-points of every device it reached. Who logged in there?
falsepositives:
  - A new engineering station that sets up many devices
  - A stand-in that takes over and was never seen while the baseline was learned
tests:
  hit, three servers:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, every: 5, times: 3}
      - {at: 20, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6}
      - {at: 60, client: 10.0.0.9, server: 10.0.0.3, unit: 1, function: 3}
      - {at: 62, client: 10.0.0.9, server: 10.0.0.3, unit: 1, function: 16}
      - {at: 400, client: 10.0.0.9, server: 10.0.0.4, unit: 1, function: 3}
      - {at: 402, client: 10.0.0.9, server: 10.0.0.4, unit: 1, function: 6}
    expect: [{client: 10.0.0.9, count: 3}]
  hit, three units behind a gateway:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: [1, 1], function: 3, every: 5, times: 3}
      - {at: 1, client: 10.0.0.9, server: 10.0.0.2, unit: [1, 1], function: 16, every: 5, times: 3}
    expect: [{client: 10.0.0.9, server: 10.0.0.2, count: 3}]
  quiet, a known client, two devices, and reads alone:
    baseline:
      channel:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.4}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 5, times: 3}
      - {at: 20, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6}
      - {at: 60, client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 6}
      - {at: 70, client: 10.0.0.1, server: 10.0.0.4, unit: 1, function: 6}
      - {at: 60, client: 10.0.0.9, server: 10.0.0.2, unit: [1, 1], function: 3, every: 5, times: 9}
      - {at: 61, client: 10.0.0.9, server: 10.0.0.2, unit: [1, 1], function: 6, every: 5, times: 2}
  quiet, slowly over an hour:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: [1, 1], function: 3, every: 1200, times: 3}
      - {at: 1, client: 10.0.0.9, server: 10.0.0.2, unit: [1, 1], function: 16, every: 1200, times: 3}
---*/
WITH strange AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    coalesce(a.unit, -1) AS unit, a.action AS action, min(a.first_ts) AS first_ts,
    max(a.last_ts) AS last_ts, sum(a.exchanges) AS exchanges
  FROM v_activity AS a
  LEFT JOIN learned_channel AS l
    ON l.sensor = a.sensor AND l.protocol = 'modbus' AND l.client = a.client AND l.server = a.server
  WHERE a.protocol = 'modbus'
    AND a.function_code IN (1, 2, 3, 4, 5, 6, 15, 16)
    AND a.minute >= :since - 1860
    AND a.minute < :until + 1860
    AND l.sensor IS NULL
  GROUP BY a.minute, a.sensor, a.client, a.server, coalesce(a.unit, -1), a.action
),
-- Writes to a device that the same client read within ten minutes.
writes AS (
  SELECT
    s.minute AS minute, s.sensor AS sensor, s.client AS client, s.server AS server, s.unit AS unit,
    s.first_ts AS first_ts, s.last_ts AS last_ts, s.exchanges AS exchanges,
    lag(s.minute) OVER (
      PARTITION BY s.sensor, s.client, s.server, s.unit ORDER BY s.minute
    ) AS previous
  FROM strange AS s
  WHERE s.action = 'write'
    AND EXISTS (
      SELECT 1
      FROM strange AS r
      WHERE r.action = 'read'
        AND r.sensor = s.sensor
        AND r.client = s.client
        AND r.server = s.server
        AND r.unit = s.unit
        AND r.minute >= s.minute - 600
        AND r.minute <= s.minute + 600
    )
),
so_far AS (
  SELECT
    minute, sensor, client, server, unit, first_ts, last_ts, exchanges,
    -- A device that is written all the time counts once in ten minutes.
    sum(CASE WHEN previous IS NULL OR minute - previous > 600 THEN 1 ELSE 0 END) OVER (
      PARTITION BY sensor, client ORDER BY minute RANGE BETWEEN 600 PRECEDING AND CURRENT ROW
    ) AS devices
  FROM writes
),
reached AS (
  SELECT
    minute, sensor, client, server, unit, first_ts, last_ts, exchanges,
    max(devices) OVER (
      PARTITION BY sensor, client ORDER BY minute RANGE BETWEEN CURRENT ROW AND 600 FOLLOWING
    ) AS most
  FROM so_far
)
SELECT
  first_ts AS ts_start,
  last_ts AS ts_end,
  sensor AS sensor,
  'modbus' AS protocol,
  client AS client,
  server AS server,
  CASE WHEN unit >= 0 THEN unit END AS unit,
  'write' AS action,
  exchanges AS count
FROM reached
WHERE most >= :devices
  AND minute >= :since
  AND minute < :until
