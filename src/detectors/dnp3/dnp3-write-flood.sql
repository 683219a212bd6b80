/*---
title: DNP3 write or freeze flood
level: high
attack: [T0814, T0836]
reads: [v_dnp3, v_activity]
params:
  per_minute: {type: integer, default: 20, description: "writes, freezes and time requests of one master to one outstation within 60 s that are still usual where no baseline tells"}
  times_learned: {type: number, default: 3, description: "times the busiest learned minute that are still usual"}
lookback: 60
settle: 60
dedup: [client, server]
explains: [function-share-shift, write-share-rise, dnp3-points-scan, error-rate-rise]
message: "{count|write}, freezes or time requests from {client} to {server}, more than {usual} within a minute (first: {first_function})"
triage: A master sets the clock and clears a restart bit now and then. Is this one the master, or someone who keeps the outstation busy?
falsepositives:
  - A parameter set that is written after maintenance
tests:
  hit:
    rows:
      - {at: 45, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: WRITE, every: 1, times: 20}
      - {at: 45, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: IMMED_FREEZE, outcome: 4, every: 2, times: 10}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 30, level: high}
  hit above what was learned:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 2, action: write, exchanges: 900, busiest_minute: 10}]
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: WRITE, every: 1, times: 60}
    expect:
      - {count: 60}
  quiet, learned, slow, and reads:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 2, action: write, exchanges: 900, busiest_minute: 20}]
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: WRITE, every: 1, times: 60}
      - {protocol: dnp3, client: 10.0.0.8, server: 10.0.0.2, function: WRITE, every: 3.1, times: 60}
      - {protocol: dnp3, client: 10.0.0.8, server: 10.0.0.2, function: READ, every: 0.1, times: 600}
---*/
WITH learned AS (
  SELECT f.sensor AS sensor, f.client AS client, f.server AS server, sum(f.busiest_minute) AS busiest
  FROM learned_function AS f
  WHERE f.protocol = 'dnp3' AND f.function_code IN (2, 7, 8, 9, 10, 11, 12, 22, 24)
  GROUP BY f.sensor, f.client, f.server
),
-- A pair that the baseline does not have is measured by what its client does elsewhere: a new outstation of a
-- known master is no flood.
learned_client AS (
  SELECT sensor, client, max(busiest) AS busiest
  FROM learned
  GROUP BY sensor, client
),
known AS (
  SELECT DISTINCT c.sensor AS sensor, c.client AS client, c.server AS server
  FROM learned_channel AS c
  WHERE c.protocol = 'dnp3'
),
minutes AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    sum(a.exchanges) AS writes,
    max(coalesce(pair.busiest, CASE WHEN known.server IS NULL THEN master.busiest END)) AS busiest
  FROM v_activity AS a
  LEFT JOIN learned AS pair
    ON pair.sensor = a.sensor AND pair.client = a.client AND pair.server = a.server
  LEFT JOIN learned_client AS master ON master.sensor = a.sensor AND master.client = a.client
  LEFT JOIN known
    ON known.sensor = a.sensor AND known.client = a.client AND known.server = a.server
  WHERE a.protocol = 'dnp3'
    AND a.function_code IN (2, 7, 8, 9, 10, 11, 12, 22, 24)
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
    m.function AS function, hot.usual AS usual
  FROM hot
  JOIN v_dnp3 AS m
    ON m.ts >= hot.minute - 60
    AND m.ts < hot.minute + 120
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND m.function_code IN (2, 7, 8, 9, 10, 11, 12, 22, 24)
),
so_far AS (
  SELECT
    sensor, client, server, ts, function, usual,
    count(*) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS within
  FROM near
),
reached AS (
  SELECT
    sensor, client, server, ts, function, usual,
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
  1 AS count,
  function AS first_function,
  usual AS usual
FROM reached
WHERE most > usual
  AND ts >= :since
  AND ts < :until
