/*---
title: S7comm write flood
level: high
attack: [T0806, T0836]
reads: [v_s7comm, v_activity]
params:
  per_minute: {type: integer, default: 20, description: "writes of one client to one PLC within 60 s that are still usual where no baseline tells"}
  flood: {type: integer, default: 600, description: "writes within 60 s that are a flood at any site, where no baseline tells otherwise"}
  times_learned: {type: number, default: 3, description: "times the busiest learned minute that are still usual"}
lookback: 60
settle: 60
dedup: [client, server]
explains: [function-share-shift, write-share-rise]
message: "{count} variable writes from {client} to {server}, more than {usual} within a minute"
triage: Is the client an HMI that loads a recipe, or something that fights with the HMI for a value? Look at the writes of others to the same PLC.
falsepositives:
  - A recipe download or a shift change on an HMI (low as long as no baseline tells)
tests:
  hit, above what was learned:
    baseline:
      channel: [{protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function_code: 5, action: write, exchanges: 90, busiest_minute: 10}]
    rows:
      - {at: 45, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Write Variable, every: 0.5, times: 60}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 60, level: high}
  hit, a client that the baseline does not know:
    baseline:
      channel: [{protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function_code: 5, action: write, exchanges: 9000, busiest_minute: 100}]
    rows:
      - {protocol: s7comm, client: 10.0.0.7, server: 10.0.0.2, function: Write Variable, every: 2, times: 40}
    expect:
      - {client: 10.0.0.7, count: 40, level: high}
  hit, without a baseline:
    rows:
      - {protocol: s7comm, client: 10.0.0.7, server: 10.0.0.2, function: Write Variable, every: 2, times: 40}
      - {protocol: s7comm, client: 10.0.0.8, server: 10.0.0.2, function: Write Variable, every: 0.05, times: 1000}
    expect:
      - {client: 10.0.0.7, count: 40, level: low}
      - {client: 10.0.0.8, count: 1000, level: high}
  quiet:
    rows:
      - {protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Write Variable, every: 3.1, times: 100}
      - {protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Read Variable, every: 0.1, times: 900}
---*/
WITH learned AS (
  SELECT f.sensor AS sensor, f.client AS client, f.server AS server, sum(f.busiest_minute) AS busiest
  FROM learned_function AS f
  WHERE f.protocol = 's7comm' AND f.action = 'write'
  GROUP BY f.sensor, f.client, f.server
),
-- A pair that the baseline does not have is measured by what its client does elsewhere: a new PLC of a
-- known HMI is no flood.
learned_client AS (
  SELECT sensor, client, max(busiest) AS busiest
  FROM learned
  GROUP BY sensor, client
),
known AS (
  SELECT DISTINCT c.sensor AS sensor, c.client AS client, c.server AS server
  FROM learned_channel AS c
  WHERE c.protocol = 's7comm'
),
baseline AS (
  SELECT count(*) AS channels FROM learned_channel
),
minutes AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    sum(a.exchanges) AS writes,
    max(coalesce(pair.busiest, CASE WHEN known.server IS NULL THEN hmi.busiest END)) AS busiest
  FROM v_activity AS a
  LEFT JOIN learned AS pair
    ON pair.sensor = a.sensor AND pair.client = a.client AND pair.server = a.server
  LEFT JOIN learned_client AS hmi ON hmi.sensor = a.sensor AND hmi.client = a.client
  LEFT JOIN known
    ON known.sensor = a.sensor AND known.client = a.client AND known.server = a.server
  WHERE a.protocol = 's7comm'
    AND a.action = 'write'
    AND a.minute >= :since - 120
    AND a.minute < :until + 60
  GROUP BY a.minute, a.sensor, a.client, a.server
),
limited AS (
  SELECT
    minute, sensor, client, server, writes,
    CASE WHEN busiest * :times_learned > :per_minute THEN busiest * :times_learned ELSE :per_minute END AS usual
  FROM minutes
),
-- A window of a minute with that many lies in two clock minutes, one of which has half of them.
hot AS (
  SELECT minute, sensor, client, server, usual
  FROM limited
  WHERE writes * 2 > usual
),
near AS (
  SELECT DISTINCT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.file AS file, m.line AS line,
    hot.usual AS usual
  FROM hot
  JOIN v_s7comm AS m
    ON m.ts >= hot.minute - 60
    AND m.ts < hot.minute + 120
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND m.action = 'write'
),
so_far AS (
  SELECT
    sensor, client, server, ts, usual,
    count(*) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS within
  FROM near
),
reached AS (
  SELECT
    sensor, client, server, ts, usual,
    max(within) OVER (
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
  's7comm' AS protocol,
  'write' AS action,
  1 AS count,
  usual AS usual,
  CASE WHEN baseline.channels > 0 OR most >= :flood THEN 'high' ELSE 'low' END AS level
FROM reached
CROSS JOIN baseline
WHERE most > usual
  AND ts >= :since
  AND ts < :until
