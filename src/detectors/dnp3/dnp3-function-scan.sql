/*---
title: DNP3 function scan
level: high
attack: [T0888, T0846]
aliases: [ANOMALOUS_FUNCTION_CODE]
reads: [v_dnp3, v_activity, v_series]
params:
  refused: {type: integer, default: 3, description: "different functions refused as unsupported within 10 minutes"}
  rare: {type: integer, default: 6, description: "different functions beyond those of daily use within 10 minutes"}
lookback: 600
settle: 600
dedup: [client, server]
message: "{client} tried {tried} functions on {server} that are not in daily use or that it does not support ({refusals} refused) within 10 minutes"
triage: Is somebody trying out what the outstation can do? Look at the order of the functions. One that counts up is a tool.
falsepositives:
  - A test of conformance, or commissioning
tests:
  hit, three different ones are refused:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: 16, outcome: 1, iin: 1}
      - {at: 70, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: 19, outcome: 1, iin: 1}
      - {at: 400, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: 40, outcome: 1, iin: 1}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 3, tried: 3}
  hit, a walk through all functions that are answered:
    rows:
      - {at: 30, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: [0, 1], every: 2, times: 34}
    expect:
      - {client: 10.0.0.9, count: 15, tried: 15}
  quiet, the same one refused again and again:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: COLD_RESTART, outcome: 1, iin: 1, every: 5, times: 30}
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DELAY_MEASURE, outcome: 1, iin: 1, every: 50, times: 9}
  quiet, a master's start and a day's work:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: [0, 1], times: 6, every: 1}
      - {at: 9, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: [20, 1], times: 7, every: 1}
      - {at: 20, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: UNSOLICITED_RESPONSE, kind: unsolicited}
  quiet, known to the baseline:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 23, action: time, exchanges: 9, busiest_minute: 1}]
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: 23, outcome: 1}
      - {at: 5, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: 24, outcome: 1}
      - {at: 9, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: 22, outcome: 1}
---*/
WITH known AS (
  SELECT DISTINCT
    f.sensor AS sensor, f.client AS client, f.server AS server, f.function_code AS function_code
  FROM learned_function AS f
  WHERE f.protocol = 'dnp3'
),
-- Daily use: reading, writing, controls, freezes, unsolicited responses, classes, time, files, authentication.
tried AS (
  SELECT
    r.sensor AS sensor, r.client AS client, r.server AS server, r.function_code AS function_code,
    r.outcome AS outcome,
    CASE WHEN r.function_code BETWEEN 0 AND 8 THEN 0 WHEN r.function_code BETWEEN 20 AND 26 THEN 0
      WHEN r.function_code IN (28, 32, 33, 129, 130, 131) THEN 0 ELSE 1 END AS rare
  FROM v_series AS r
  WHERE r.protocol = 'dnp3'
),
-- Hardly any, and minutes are read for these only.
uncommon AS (
  SELECT DISTINCT
    t.sensor AS sensor, t.client AS client, t.server AS server, t.function_code AS function_code,
    t.rare AS rare
  FROM tried AS t
  LEFT JOIN known AS k
    ON k.sensor = t.sensor
    AND k.client = t.client
    AND k.server = t.server
    AND k.function_code = t.function_code
  WHERE k.sensor IS NULL
    AND (t.outcome = 1 OR t.rare = 1)
),
odd AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    a.function_code AS function_code, u.rare AS rare,
    sum(a.exchanges) AS exchanges, min(a.first_ts) AS first_ts, max(a.last_ts) AS last_ts,
    max(CASE WHEN a.outcome = 1 THEN 1 ELSE 0 END) AS refused
  FROM uncommon AS u
  JOIN v_activity AS a
    ON a.sensor = u.sensor
    AND a.client = u.client
    AND a.server = u.server
    AND a.function_code = u.function_code
  WHERE a.protocol = 'dnp3'
    AND a.minute >= :since - 600
    AND a.minute < :until + 600
  GROUP BY a.minute, a.sensor, a.client, a.server, a.function_code, u.rare
),
unusual AS (
  SELECT minute, sensor, client, server, function_code, exchanges, first_ts, last_ts, refused, rare
  FROM odd
  WHERE refused = 1 OR rare = 1
),
-- What each minute saw within the ten minutes that end with it.
so_far AS (
  SELECT
    n.minute AS minute, n.sensor AS sensor, n.client AS client, n.server AS server,
    count(DISTINCT CASE WHEN b.refused = 1 THEN b.function_code END) AS refusals,
    count(DISTINCT CASE WHEN b.rare = 1 THEN b.function_code END) AS rares,
    count(DISTINCT b.function_code) AS tried
  FROM (SELECT DISTINCT minute, sensor, client, server FROM unusual) AS n
  JOIN unusual AS b
    ON b.sensor = n.sensor
    AND b.client = n.client
    AND b.server = n.server
    AND b.minute > n.minute - 600
    AND b.minute <= n.minute
  GROUP BY n.minute, n.sensor, n.client, n.server
),
reached AS (
  SELECT
    minute, sensor, client, server,
    max(refusals) OVER later AS refusals,
    max(rares) OVER later AS rares,
    max(tried) OVER later AS tried
  FROM so_far
  WINDOW later AS (
    PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN CURRENT ROW AND 540 FOLLOWING
  )
)
SELECT
  min(u.first_ts) AS ts_start,
  max(u.last_ts) AS ts_end,
  u.sensor AS sensor,
  u.client AS client,
  u.server AS server,
  'dnp3' AS protocol,
  sum(u.exchanges) AS count,
  max(r.refusals) AS refusals,
  max(r.tried) AS tried
FROM unusual AS u
JOIN reached AS r
  ON r.minute = u.minute
  AND r.sensor = u.sensor
  AND r.client = u.client
  AND r.server = u.server
WHERE (r.refusals >= :refused OR r.rares >= :rare)
  AND u.minute >= :since
  AND u.minute < :until
GROUP BY u.minute, u.sensor, u.client, u.server
