/*---
title: S7comm upload of the program
level: high
attack: [T0845]
reads: [v_s7comm, v_activity]
params:
  blocks: {type: integer, default: 10, description: "blocks that one client uploads from one PLC within 10 minutes"}
  times_learned: {type: number, default: 3, description: "times the busiest learned minute of uploads that are still usual"}
lookback: 600
settle: 600
dedup: [client, server]
message: "{client} uploaded {count|block} from {server}: much or all of its program"
triage: Is it a backup or an engineering station? Stolen programs are how an attack on a process is prepared.
falsepositives:
  - A backup; a baseline learns how many blocks it reads in a minute
  - An engineer who compares the project with the PLC
tests:
  hit:
    rows:
      - {at: 30, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Start Upload, every: 20, times: 12}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 12}
  quiet, some blocks:
    rows:
      - {at: 30, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Start Upload, every: 70, times: 40}
      - {at: 30, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Upload, every: 1, times: 400}
  quiet, a learned backup:
    baseline:
      channel: [{protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function_code: 29, action: upload, exchanges: 200, busiest_minute: 20}]
    rows:
      - {at: 30, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Start Upload, every: 2, times: 200}
---*/
WITH learned AS (
  SELECT f.sensor AS sensor, f.client AS client, f.server AS server, sum(f.busiest_minute) AS busiest
  FROM learned_function AS f
  WHERE f.protocol = 's7comm' AND f.function_code = 29
  GROUP BY f.sensor, f.client, f.server
),
uploads AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    sum(a.exchanges) AS blocks, min(a.first_ts) AS first_ts, max(a.last_ts) AS last_ts,
    coalesce(max(learned.busiest), 0) * :times_learned AS usual
  FROM v_activity AS a
  LEFT JOIN learned
    ON learned.sensor = a.sensor AND learned.client = a.client AND learned.server = a.server
  WHERE a.protocol = 's7comm'
    AND a.function_code = 29
    AND a.exchanges > 0
    AND a.minute >= :since - 1200
    AND a.minute < :until + 1200
  GROUP BY a.minute, a.sensor, a.client, a.server
),
so_far AS (
  SELECT
    minute, sensor, client, server, blocks, usual, first_ts, last_ts,
    sum(blocks) OVER (
      PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN 540 PRECEDING AND CURRENT ROW
    ) AS within
  FROM uploads
  WHERE blocks > usual
),
reached AS (
  SELECT
    minute, sensor, client, server, blocks, first_ts, last_ts,
    max(within) OVER (
      PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN CURRENT ROW AND 540 FOLLOWING
    ) AS most
  FROM so_far
)
SELECT
  first_ts AS ts_start,
  last_ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  's7comm' AS protocol,
  29 AS function_code,
  blocks AS count
FROM reached
WHERE most >= :blocks
  AND minute >= :since
  AND minute < :until
