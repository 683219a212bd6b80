/*---
title: DNP3 points scan
level: high
attack: [T0861, T0888]
reads: [v_dnp3, v_activity]
params:
  refusals: {type: integer, default: 5, description: "answers within 30 s that name an object as unknown or a parameter as wrong"}
  times_learned: {type: number, default: 3, description: "times the busiest learned minute of refusals that are still usual"}
lookback: 60
settle: 60
dedup: [client, server]
explains: [error-rate-rise]
message: "{server} refused {count|request} of {client} for objects or points that it does not have (IIN2.1 or IIN2.2), {needed} or more within 30 s; the first was {first_function}"
triage: Which objects were asked for? A scan walks through groups and indexes; a wrong configuration asks for the same ones at every poll.
falsepositives:
  - A master whose point list does not fit the outstation; it repeats at the rate of its polls
tests:
  hit:
    rows:
      - {at: 50, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, outcome: 2, iin: 2, every: 4, times: 4}
      - {at: 52, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, outcome: 4, iin: 4, every: 4, times: 3}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 7}
  hit above what is learned:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 1, action: read, exchanges: 900, busiest_minute: 12, exceptions: 50, busiest_exceptions: 2}]
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, outcome: 2, every: 1, times: 20}
    expect:
      - {count: 20}
  hit, answers that nobody asked for are no requests:
    rows:
      - {at: 50, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, outcome: 2, iin: 2, every: 4, times: 5}
      - {at: 51, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: RESPONSE, kind: response, outcome: 2, iin: 2, every: 4, times: 5}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 5}
  hit, a sensor that sees only the answers:
    rows:
      - {at: 50, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: RESPONSE, kind: response, outcome: 2, iin: 2, every: 4, times: 7}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 7}
  quiet, enough answers, but too few requests:
    rows:
      - {at: 50, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, outcome: 2, iin: 2, every: 4, times: 4}
      - {at: 51, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: RESPONSE, kind: response, outcome: 2, iin: 2, every: 4, times: 4}
  quiet, one wrong object in each poll, and other refusals:
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, outcome: 2, every: 8, times: 50}
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: COLD_RESTART, outcome: 1, every: 3, times: 20}
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.3, function: READ, every: 1, times: 50}
  quiet, the baseline knows them:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 1, action: read, exchanges: 900, busiest_minute: 12, exceptions: 50, busiest_exceptions: 12}]
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, outcome: 2, every: 5, times: 50}
---*/
WITH learned AS (
  SELECT
    f.sensor AS sensor, f.client AS client, f.server AS server, sum(f.busiest_exceptions) AS busiest
  FROM learned_function AS f
  WHERE f.protocol = 'dnp3'
  GROUP BY f.sensor, f.client, f.server
),
-- Half a minute lies in two clock minutes at most, one of which has half of them.
hot AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    CASE
      WHEN max(learned.busiest) * :times_learned >= :refusals THEN max(learned.busiest) * :times_learned + 1
      ELSE :refusals
    END AS needed
  FROM v_activity AS a
  LEFT JOIN learned
    ON learned.sensor = a.sensor AND learned.client = a.client AND learned.server = a.server
  WHERE a.protocol = 'dnp3'
    AND a.outcome IN (2, 4)
    AND a.minute >= :since - 120
    AND a.minute < :until + 60
  GROUP BY a.minute, a.sensor, a.client, a.server
  HAVING sum(a.exceptions) * 2 >= CASE
    WHEN max(learned.busiest) * :times_learned >= :refusals THEN max(learned.busiest) * :times_learned + 1
    ELSE :refusals
  END
),
near AS (
  SELECT DISTINCT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.file AS file, m.line AS line,
    m.function AS function, m.kind AS kind, hot.needed AS needed
  FROM hot
  JOIN v_dnp3 AS m
    ON m.ts >= hot.minute - 60
    AND m.ts < hot.minute + 120
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND m.refused IN (2, 4)
),
heard AS (
  SELECT
    sensor, client, server, ts, function, kind, needed,
    max(CASE WHEN kind = 'exchange' THEN 1 ELSE 0 END) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 30 PRECEDING AND 30 FOLLOWING
    ) AS with_requests
  FROM near
),
so_far AS (
  SELECT
    sensor, client, server, ts, function, needed,
    count(*) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 30 PRECEDING AND CURRENT ROW
    ) AS within
  FROM heard
  -- A response without its request counts only where the sensor sees no requests at all: it is one more answer.
  WHERE kind = 'exchange' OR with_requests = 0
),
reached AS (
  SELECT
    sensor, client, server, ts, function, needed,
    max(within) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 30 FOLLOWING
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
  needed AS needed
FROM reached
WHERE most >= needed
  AND ts >= :since
  AND ts < :until
