/*---
title: Modbus function scan
level: high
attack: [T0846, T0888]
aliases: [FUNCTION_SCAN]
reads: [v_activity, v_series]
params:
  functions: {type: integer, default: 6, description: different functions from one client to one server within five minutes}
  unusual: {type: integer, default: 2, description: "how many of them must not be plain reads and writes, without a baseline"}
  refused: {type: integer, default: 3, description: different functions refused as illegal within five minutes}
lookback: 300
settle: 300
dedup: [client, server]
explains: [new-function, modbus-invalid-function, modbus-exception-burst, error-rate-rise, function-share-shift]
message: "{client} tries out functions on {server}: {count|request} with functions it has no use for"
triage: Which functions were answered? Those are what comes next.
falsepositives:
  - An asset inventory or an engineering tool that asks a device for all it can do
tests:
  hit, a walk over the functions, half of them refused:
    rows: [{client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: [1, 1], outcome: 1, every: 2, times: 20}]
    expect: [{client: 10.0.0.9, server: 10.0.0.2, level: high}]
  hit, all answered, over three minutes:
    rows: [{at: 30, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: [1, 4], every: 25, times: 7}]
    expect: [{client: 10.0.0.9}]
  hit, off the baseline:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, action: read}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: [1, 1], every: 20, times: 7}]
    expect: [{client: 10.0.0.1, count: 6}]
  quiet, an HMI that reads and writes all there is:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: [1, 1], every: 5, times: 6}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 15}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 16}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 43}
  quiet, two functions are refused all day:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 7, outcome: 1, every: 10, times: 60}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 17, outcome: 1, every: 10, times: 60}
---*/
WITH learned AS (
  SELECT DISTINCT
    f.sensor AS sensor, f.client AS client, f.server AS server, f.function_code AS function_code
  FROM learned_function AS f
  WHERE f.protocol = 'modbus'
),
-- Series are few: who comes near it is known before any minute is read.
pairs AS (
  SELECT r.sensor AS sensor, r.client AS client, r.server AS server
  FROM v_series AS r
  LEFT JOIN learned AS l
    ON l.sensor = r.sensor
    AND l.client = r.client
    AND l.server = r.server
    AND l.function_code = r.function_code
  WHERE r.protocol = 'modbus'
    AND l.client IS NULL
  GROUP BY r.sensor, r.client, r.server
  HAVING (
      count(DISTINCT r.function_code) >= :functions
      AND (
        count(
          DISTINCT CASE
            WHEN r.function_code NOT IN (1, 2, 3, 4, 5, 6, 15, 16, 23) THEN r.function_code
          END
        ) >= :unusual
        OR EXISTS (SELECT 1 FROM learned_channel)
      )
    )
    OR count(DISTINCT CASE WHEN r.outcome = 1 THEN r.function_code END) >= :refused
),
few AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    a.function_code AS function_code,
    CASE WHEN a.function_code IN (1, 2, 3, 4, 5, 6, 15, 16, 23) THEN 0 ELSE 1 END AS unusual,
    max(CASE WHEN a.outcome = 1 AND a.exceptions > 0 THEN 1 ELSE 0 END) AS refused,
    sum(a.exchanges) AS exchanges, min(a.first_ts) AS first_ts, max(a.last_ts) AS last_ts
  FROM pairs AS p
  JOIN v_activity AS a ON a.sensor = p.sensor AND a.client = p.client AND a.server = p.server
  LEFT JOIN learned AS l
    ON l.sensor = a.sensor
    AND l.client = a.client
    AND l.server = a.server
    AND l.function_code = a.function_code
  WHERE a.protocol = 'modbus'
    AND a.minute >= :since - 300
    AND a.minute < :until + 300
    AND l.client IS NULL
  GROUP BY a.minute, a.sensor, a.client, a.server, a.function_code
),
-- Five minutes that end with this one.
scanned AS (
  SELECT e.minute AS minute, e.sensor AS sensor, e.client AS client, e.server AS server
  FROM (
    SELECT DISTINCT f.minute AS minute, f.sensor AS sensor, f.client AS client, f.server AS server
    FROM few AS f
  ) AS e
  JOIN few AS u
    ON u.sensor = e.sensor
    AND u.client = e.client
    AND u.server = e.server
    AND u.minute > e.minute - 300
    AND u.minute <= e.minute
  GROUP BY e.minute, e.sensor, e.client, e.server
  HAVING (
      count(DISTINCT u.function_code) >= :functions
      AND (
        count(DISTINCT CASE WHEN u.unusual = 1 THEN u.function_code END) >= :unusual
        OR EXISTS (SELECT 1 FROM learned_channel)
      )
    )
    OR count(DISTINCT CASE WHEN u.refused = 1 THEN u.function_code END) >= :refused
)
SELECT DISTINCT
  u.first_ts AS ts_start,
  u.last_ts AS ts_end,
  u.sensor AS sensor,
  u.client AS client,
  u.server AS server,
  'modbus' AS protocol,
  u.function_code AS function_code,
  u.exchanges AS count
FROM scanned AS s
JOIN few AS u
  ON u.sensor = s.sensor
  AND u.client = s.client
  AND u.server = s.server
  AND u.minute > s.minute - 300
  AND u.minute <= s.minute
WHERE u.minute >= :since
  AND u.minute < :until
  AND u.exchanges > 0
  AND (u.unusual = 1 OR u.refused = 1 OR EXISTS (SELECT 1 FROM learned_channel))
