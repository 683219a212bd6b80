/*---
title: DNP3 unsolicited response storm
level: high
attack: [T0814, T1692.002]
reads: [v_dnp3, v_activity]
params:
  responses: {type: integer, default: 5, description: "unsolicited responses of one outstation to one master within 10 s"}
lookback: 10
settle: 10
shows: effect
dedup: [client, server]
message: "{count} unsolicited responses from {server} to {client}, {needed} or more within 10 s"
triage: Do they come from the outstation itself (address, connection)? Does the master confirm them? A chattering input fills the log with one point.
falsepositives:
  - An outstation that empties its event buffer after the connection was lost
  - A chattering digital input
tests:
  hit:
    rows:
      - {at: 55, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: UNSOLICITED_RESPONSE, kind: unsolicited, reply: 130, every: 2, times: 6}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 6}
  hit, each confirmed:
    rows:
      - {at: 55, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: UNSOLICITED_RESPONSE, kind: unsolicited, reply: 130}
      - {at: 56, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: CONFIRM, reply: 130, every: 1, times: 7}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 8}
  hit above the learned rate:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 130, action: other, exchanges: 900, busiest_minute: 20}]
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: UNSOLICITED_RESPONSE, kind: unsolicited, reply: 130, every: 0.4, times: 30}
    expect:
      - {count: 30}
  quiet:
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: UNSOLICITED_RESPONSE, kind: unsolicited, reply: 130, every: 3, times: 100}
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: CONFIRM, reply: 129, every: 1, times: 100}
  quiet, the learned rate:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 130, action: other, exchanges: 900, busiest_minute: 20}]
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: UNSOLICITED_RESPONSE, kind: unsolicited, reply: 130, every: 1, times: 19}
---*/
-- Zeek writes an unsolicited response beside the confirmation of the one before it, where there was one.
-- With a baseline a storm has more in ten seconds than the busiest learned minute.
WITH learned AS (
  SELECT f.sensor AS sensor, f.client AS client, f.server AS server, sum(f.busiest_minute) AS busiest
  FROM learned_function AS f
  WHERE f.protocol = 'dnp3' AND f.function_code IN (0, 130)
  GROUP BY f.sensor, f.client, f.server
),
hot AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    CASE
      WHEN max(learned.busiest) >= :responses THEN max(learned.busiest) + 1
      ELSE :responses
    END AS needed
  FROM v_activity AS a
  LEFT JOIN learned
    ON learned.sensor = a.sensor AND learned.client = a.client AND learned.server = a.server
  WHERE a.protocol = 'dnp3'
    AND a.function_code IN (0, 130)
    AND a.minute >= :since - 120
    AND a.minute < :until + 60
  GROUP BY a.minute, a.sensor, a.client, a.server
  HAVING sum(a.exchanges) * 2 >= CASE
    WHEN max(learned.busiest) >= :responses THEN max(learned.busiest) + 1
    ELSE :responses
  END
),
near AS (
  SELECT DISTINCT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.file AS file, m.line AS line,
    hot.needed AS needed
  FROM hot
  JOIN v_dnp3 AS m
    ON m.ts >= hot.minute - 60
    AND m.ts < hot.minute + 120
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND (m.reply_code = 130 OR m.function_code = 130)
),
so_far AS (
  SELECT
    sensor, client, server, ts, needed,
    count(*) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 10 PRECEDING AND CURRENT ROW
    ) AS within
  FROM near
),
reached AS (
  SELECT
    sensor, client, server, ts, needed,
    max(within) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 10 FOLLOWING
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
  130 AS reply_code,
  1 AS count,
  needed AS needed
FROM reached
WHERE most >= needed
  AND ts >= :since
  AND ts < :until
