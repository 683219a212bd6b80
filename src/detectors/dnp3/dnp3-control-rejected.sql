/*---
title: DNP3 controls rejected
level: medium
attack: [T1692.001, T0806]
reads: [v_dnp3_control]
needs: [dnp3.control]
params:
  rejections: {type: integer, default: 3, description: "controls of one master that one outstation rejects within 300 s"}
lookback: 300
settle: 300
dedup: [client, server]
message: "{server} rejected {count|control} of {client}, {rejections} or more within 5 minutes (first: point {first_point}, status {first_status})"
triage: Status 2 is no select, 4 not supported, 7 local, 9 not authorised, 10 inhibited by automation, 12 out of range. Who tries what?
falsepositives:
  - An outstation in local mode
  - A wrong point in the master's configuration
tests:
  hit:
    rows:
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 129, point: 3, status: 9, every: 100, times: 3}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, first_point: 3, first_status: 9, count: 3}
  quiet, accepted, too few, already active:
    rows:
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 129, point: 3, status: 0, every: 1, times: 30}
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 129, point: 3, status: 9, every: 160, times: 9}
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 129, point: 4, status: 5, every: 1, times: 9}
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 4, every: 1, times: 9}
---*/
-- 0 is success, and 5 says that the point is as it was told to be already.
WITH rejected AS (
  SELECT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.point AS point,
    m.status AS status,
    count(*) OVER (
      PARTITION BY m.sensor, m.client, m.server ORDER BY m.ts RANGE BETWEEN 300 PRECEDING AND CURRENT ROW
    ) AS so_far
  FROM v_dnp3_control AS m
  WHERE m.function_code = 129
    AND m.status IS NOT NULL
    AND m.status NOT IN (0, 5)
    AND m.ts >= :since - 600
    AND m.ts < :until + 300
),
reached AS (
  SELECT
    sensor, client, server, ts, point, status,
    max(so_far) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 300 FOLLOWING
    ) AS most
  FROM rejected
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'dnp3' AS protocol,
  129 AS function_code,
  point AS first_point,
  status AS first_status,
  1 AS count,
  :rejections AS rejections
FROM reached
WHERE most >= :rejections
  AND ts >= :since
  AND ts < :until
