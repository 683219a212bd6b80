/*---
title: Malformed DNP3 frames
level: medium
attack: [T0814]
reads: [v_weird, v_analyzer]
needs: [weird|analyzer]
params:
  frames: {type: integer, default: 3, description: "malformed frames at one outstation within 300 s"}
lookback: 300
settle: 300
dedup: [server]
message: "{count} malformed DNP3 frames at {server} ({frames} or more within 5 minutes), such as {first_name}"
triage: Does the traffic come from a DNP3 device at all? Random bytes on port 20000 are a flood or a fuzzer; bad checksums of a known device are its fault or its line's.
falsepositives:
  - A faulty device or terminal server
  - Another protocol on port 20000
tests:
  hit:
    rows:
      - {at: 0, table: weird, name: dnp3_corrupt_header_checksum, uid: C1, client: 10.0.0.9, server: 10.0.0.2, server_port: 20000}
      - {at: 100, table: weird, name: dnp3_header_lacks_magic, uid: C2, client: 10.0.0.8, server: 10.0.0.2, server_port: 20000}
      - {at: 290, table: analyzer, violation: 1, analyzer: DNP3_TCP, uid: C3, client: 10.0.0.8, server: 10.0.0.2, server_port: 20000}
    expect:
      - {server: 10.0.0.2, count: 3}
  quiet, few, of another kind, and too far apart:
    rows:
      - {at: 0, table: weird, name: dnp3_corrupt_header_checksum, uid: C1, client: 10.0.0.9, server: 10.0.0.2, server_port: 20000, every: 160, times: 5}
      - {at: 0, table: weird, name: dnp3_unexpected_flow_direction, uid: C1, client: 10.0.0.9, server: 10.0.0.3, server_port: 20000, every: 1, times: 5}
      - {at: 0, table: weird, name: SYN_with_data, uid: C1, client: 10.0.0.9, server: 10.0.0.3, server_port: 20000, every: 1, times: 5}
      - {at: 0, table: analyzer, violation: 1, analyzer: HTTP, uid: C1, client: 10.0.0.9, server: 10.0.0.3, every: 1, times: 5}
---*/
WITH malformed AS (
  SELECT
    w.ts AS ts, w.sensor AS sensor, w.client AS client, w.server AS server, w.name AS name
  FROM v_weird AS w
  WHERE substr(w.name, 1, 5) = 'dnp3_'
    AND w.name <> 'dnp3_unexpected_flow_direction'
    AND w.ts >= :since - 600
    AND w.ts < :until + 600
  UNION ALL
  SELECT
    v.ts AS ts, v.sensor AS sensor, v.client AS client, v.server AS server, v.reason AS name
  FROM v_analyzer AS v
  WHERE upper(substr(v.analyzer, 1, 4)) = 'DNP3'
    AND v.ts >= :since - 600
    AND v.ts < :until + 600
),
so_far AS (
  SELECT
    ts, sensor, client, server, name,
    count(*) OVER (
      PARTITION BY sensor, server ORDER BY ts RANGE BETWEEN 300 PRECEDING AND CURRENT ROW
    ) AS within
  FROM malformed
),
reached AS (
  SELECT
    ts, sensor, client, server, name,
    max(within) OVER (
      PARTITION BY sensor, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 300 FOLLOWING
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
  name AS first_name,
  :frames AS frames
FROM reached
WHERE most >= :frames
  AND ts >= :since
  AND ts < :until
