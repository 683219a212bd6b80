/*---
title: DNP3 read flood
level: high
attack: [T0814]
reads: [v_dnp3, v_activity, learned_function]
needs: [baseline]
params:
  per_minute: {type: integer, default: 120, description: "reads of one master of one outstation within 60 s that are still usual anywhere"}
  times_learned: {type: number, default: 3, description: "times the busiest learned minute that are still usual"}
lookback: 60
settle: 60
dedup: [client, server]
explains: [function-share-shift, dnp3-class-poll-rate, poll-interval-change]
message: "{count|read} from {client} to {server}, more than {usual} within a minute"
triage: Can the outstation still answer its master? An outstation that is kept busy reports no alarms.
falsepositives:
  - A master that catches up after an outage
tests:
  hit, across two minutes:
    baseline: &slow
      channel: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function_code: 1, action: read, exchanges: 9000, busiest_minute: 12}]
    rows:
      - {at: 40, protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function: READ, every: 0.2, times: 200}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, count: 200, usual: 120}]
  hit, above a high learned rate:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function_code: 1, action: read, exchanges: 90000, busiest_minute: 100}]
    rows: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function: READ, every: 0.1, times: 400}]
    expect: [{count: 400, usual: 300}]
  quiet, thrice the learned rate is not reached, or it is slow anywhere; other functions:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2}]
      function:
        - {protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function_code: 1, action: read, exchanges: 90000, busiest_minute: 100}
        - {protocol: dnp3, client: 10.0.0.1, server: 10.0.0.3, function_code: 1, action: read, exchanges: 9000, busiest_minute: 2}
    rows:
      - {protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function: READ, every: 0.25, times: 900}
      - {protocol: dnp3, client: 10.0.0.1, server: 10.0.0.3, function: READ, every: 0.6, times: 300}
      - {protocol: dnp3, client: 10.0.0.1, server: 10.0.0.3, function: WRITE, every: 0.1, times: 300}
---*/
WITH learned AS (
  SELECT f.sensor AS sensor, f.client AS client, f.server AS server, sum(f.busiest_minute) AS busiest
  FROM learned_function AS f
  WHERE f.protocol = 'dnp3' AND f.function_code = 1
  GROUP BY f.sensor, f.client, f.server
),
limited AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    sum(a.exchanges) AS reads,
    CASE
      WHEN max(l.busiest) * :times_learned > :per_minute THEN max(l.busiest) * :times_learned
      ELSE :per_minute
    END AS usual
  FROM v_activity AS a
  LEFT JOIN learned AS l ON l.sensor = a.sensor AND l.client = a.client AND l.server = a.server
  WHERE a.protocol = 'dnp3'
    AND a.function_code = 1
    AND a.minute >= :since - 120
    AND a.minute < :until + 60
  GROUP BY a.minute, a.sensor, a.client, a.server
),
-- A window of a minute with that many lies in two clock minutes, one of which has half of them.
hot AS (
  SELECT minute, sensor, client, server, usual
  FROM limited
  WHERE reads * 2 > usual
),
near AS (
  SELECT DISTINCT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.file AS file, m.line AS line,
    hot.usual AS usual
  FROM hot
  JOIN v_dnp3 AS m
    ON m.ts >= hot.minute - 60
    AND m.ts < hot.minute + 120
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND m.function_code = 1
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
  'dnp3' AS protocol,
  1 AS function_code,
  usual AS usual,
  1 AS count
FROM reached
WHERE most > usual
  AND ts >= :since
  AND ts < :until
