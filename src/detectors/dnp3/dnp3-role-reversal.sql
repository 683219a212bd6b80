/*---
title: DNP3 role reversal
level: high
attack: [T0848, T0830]
reads: [v_weird, v_dnp3]
needs: [weird|dnp3]
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
  hit, responses from the side that opened the connection:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: UNSOLICITED_RESPONSE, kind: request, every: 50, times: 3}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 3}
  quiet:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.4, function: UNSOLICITED_RESPONSE, kind: unsolicited, every: 1, times: 9}
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.4, function: 129, kind: response, every: 1, times: 9}
      - {at: 0, table: weird, name: dnp3_unexpected_flow_direction, uid: C1, client: 10.0.0.9, server: 10.0.0.2, every: 160, times: 5}
      - {at: 0, table: weird, name: dnp3_header_lacks_magic, uid: C1, client: 10.0.0.9, server: 10.0.0.3, every: 1, times: 5}
---*/
-- Function codes from 129 on are an outstation's; dnp3.log has what the originator sends as a request.
WITH frame AS (
  SELECT w.ts AS ts, w.sensor AS sensor, w.client AS client, w.server AS server, w.name AS name
  FROM v_weird AS w
  WHERE w.name = 'dnp3_unexpected_flow_direction'
    AND w.ts >= :since - 600
    AND w.ts < :until + 300
  UNION ALL
  SELECT m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, NULL AS name
  FROM v_dnp3 AS m
  WHERE m.function_code IN (129, 130, 131)
    AND m.kind IN ('exchange', 'request')
    AND m.ts >= :since - 600
    AND m.ts < :until + 300
),
reversed AS (
  SELECT
    ts, sensor, client, server, name,
    count(*) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 300 PRECEDING AND CURRENT ROW
    ) AS so_far
  FROM frame
),
reached AS (
  SELECT
    ts, sensor, client, server, name,
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
  name AS name,
  1 AS count
FROM reached
WHERE most >= :times
  AND ts >= :since
  AND ts < :until
