/*---
title: DNP3 role reversal
level: high
attack: [T0848, T0830]
reads: [v_weird]
needs: [weird]
params:
  times: {type: integer, default: 3, description: "frames in the wrong direction between two hosts within 300 s"}
lookback: 300
settle: 300
dedup: [client, server]
message: "{count} DNP3 frames between {client} and {server} went in the wrong direction: requests from the outstation, or responses from the master"
triage: Which of the two opened the connection, and is it the master? With segments that do not fit into the stream, think of injection.
falsepositives:
  - A dual end point, where the outstation may open the connection
  - A capture that began in the middle of the connection, so that Zeek mistook who opened it
tests:
  hit:
    rows:
      - {at: 0, table: weird, name: dnp3_unexpected_flow_direction, uid: C1, client: 10.0.0.9, server: 10.0.0.2, every: 100, times: 3}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 3}
  quiet:
    rows:
      - {at: 0, table: weird, name: dnp3_unexpected_flow_direction, uid: C1, client: 10.0.0.9, server: 10.0.0.2, every: 160, times: 5}
      - {at: 0, table: weird, name: dnp3_header_lacks_magic, uid: C1, client: 10.0.0.9, server: 10.0.0.3, every: 1, times: 5}
---*/
WITH reversed AS (
  SELECT
    w.ts AS ts, w.sensor AS sensor, w.client AS client, w.server AS server,
    count(*) OVER (
      PARTITION BY w.sensor, w.client, w.server ORDER BY w.ts RANGE BETWEEN 300 PRECEDING AND CURRENT ROW
    ) AS so_far
  FROM v_weird AS w
  WHERE w.name = 'dnp3_unexpected_flow_direction'
    AND w.ts >= :since - 600
    AND w.ts < :until + 300
),
reached AS (
  SELECT
    ts, sensor, client, server,
    max(so_far) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 300 FOLLOWING
    ) AS most
  FROM reversed
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'dnp3' AS protocol,
  'dnp3_unexpected_flow_direction' AS name,
  1 AS count
FROM reached
WHERE most >= :times
  AND ts >= :since
  AND ts < :until
