/*---
title: S7comm error burst
level: high
attack: [T0892]
aliases: [potential_brute_force]
reads: [v_s7comm, v_activity]
params:
  brute_threshold: {type: integer, default: 10, description: "error responses of one PLC to one client within 60 s"}
  times_learned: {type: number, default: 3, description: "times the busiest learned minute of errors that are still usual"}
lookback: 60
settle: 60
dedup: [client, server]
explains: [error-rate-rise]
message: "{count|error} from {server} to {client}, {needed} or more within a minute; the first on {first_function}"
triage: Which function was refused? Password attempts and access errors are somebody who tries doors. Reads of a missing block are a wrong configuration.
falsepositives:
  - An HMI whose project does not fit the PLC's program
tests:
  hit, passwords:
    rows:
      - {at: 40, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Security, sub_function: 1, outcome: 53825, every: 3, times: 12}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 12, level: critical}
  hit, other errors:
    rows:
      - {at: 0, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Read Variable, outcome: 34049, every: 1, times: 30}
    expect:
      - {count: 30, level: high}
  quiet:
    rows:
      - {at: 0, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Read Variable, outcome: 34049, every: 7, times: 30}
      - {at: 0, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.3, function: Read Variable, every: 0.2, times: 300}
  quiet, learned:
    baseline:
      channel: [{protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function_code: 4, action: read, exchanges: 90, busiest_minute: 60, exceptions: 90, busiest_exceptions: 12}]
    rows:
      - {at: 0, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Read Variable, outcome: 34049, every: 2, times: 300}
---*/
WITH learned AS (
  SELECT
    f.sensor AS sensor, f.client AS client, f.server AS server, sum(f.busiest_exceptions) AS busiest
  FROM learned_function AS f
  WHERE f.protocol = 's7comm'
  GROUP BY f.sensor, f.client, f.server
),
minutes AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    sum(a.exceptions) AS errors, max(learned.busiest) AS busiest
  FROM v_activity AS a
  LEFT JOIN learned
    ON learned.sensor = a.sensor AND learned.client = a.client AND learned.server = a.server
  WHERE a.protocol = 's7comm'
    AND a.exceptions > 0
    AND a.minute >= :since - 120
    AND a.minute < :until + 60
  GROUP BY a.minute, a.sensor, a.client, a.server
),
limited AS (
  SELECT
    minute, sensor, client, server, errors,
    CASE
      WHEN busiest * :times_learned >= :brute_threshold THEN busiest * :times_learned + 1
      ELSE :brute_threshold
    END AS needed
  FROM minutes
),
-- A window of a minute with that many lies in two clock minutes, one of which has half of them.
hot AS (
  SELECT minute, sensor, client, server, needed
  FROM limited
  WHERE errors * 2 >= needed
),
near AS (
  SELECT DISTINCT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.file AS file, m.line AS line,
    m.function_code AS function_code, m.function AS function, m.error AS error, hot.needed AS needed
  FROM hot
  JOIN v_s7comm AS m
    ON m.ts >= hot.minute - 60
    AND m.ts < hot.minute + 120
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND m.error IS NOT NULL
),
so_far AS (
  SELECT
    sensor, client, server, ts, function_code, function, error, needed,
    count(*) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS within
  FROM near
),
reached AS (
  SELECT
    sensor, client, server, ts, function_code, function, error, needed,
    max(within) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS most
  FROM so_far
)
-- Security functions (1797), access errors (class 0x87) and 0xd2xx are what guessing a password gives.
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  's7comm' AS protocol,
  1 AS count,
  function AS first_function,
  needed AS needed,
  CASE
    WHEN function_code = 1797 THEN 'critical'
    WHEN error BETWEEN 34560 AND 34815 THEN 'critical'
    WHEN error BETWEEN 53760 AND 54015 THEN 'critical'
    ELSE 'high'
  END AS level
FROM reached
WHERE most >= needed
  AND ts >= :since
  AND ts < :until
