/*---
title: Failed connections to a controller
level: medium
attack: [T0846.001]
reads: [v_ot_connection, v_log_minute, learned_connection]
needs: [conn]
params:
  failures: {type: integer, default: 10, description: failed connections of one client to one controller within five minutes}
  times_usual: {type: number, default: 3, description: "how many times the busiest learned minute in each minute, or without a baseline the busiest five minutes of the hour before"}
lookback: 4200
settle: 300
dedup: [protocol, client, server]
message: "{client} fails to connect to {server} again and again: {count} times without an answer, refused, or given up half-way"
triage: Is the controller down, or did {client} never have business with it? A flood of half-open connections keeps others out.
falsepositives:
  - A controller that was switched off while its client goes on asking
tests:
  hit, a stranger tries again and again:
    baseline: {connection: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, samples: 900, busiest_minute: 1}]}
    rows:
      - {table: weird, every: 60, times: 60}
      - {at: 3010, table: conn, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, conn_state: REJ, every: 10, times: 20}
    expect: [{protocol: modbus, client: 10.0.0.9, server: 10.0.0.2, count: 20}]
  hit, half-open connections of a known client:
    baseline: {connection: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, samples: 900, busiest_minute: 1, busiest_failed: 1}]}
    rows:
      - {table: weird, every: 60, times: 60}
      - {at: 3000, table: conn, client: 10.0.0.1, server: 10.0.0.2, server_port: 20000, conn_state: S0, every: 1, times: 50}
    expect: [{protocol: dnp3, count: 50}]
  quiet, a controller that was always down:
    rows:
      - {table: weird, every: 60, times: 120}
      - {table: conn, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, conn_state: S0, every: 10, times: 700}
  quiet, such failures were learned:
    baseline: {connection: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, samples: 900, busiest_failed: 6}]}
    rows:
      - {table: weird, every: 60, times: 120}
      - {at: 3000, table: conn, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, conn_state: S0, every: 10, times: 60}
  quiet, nine:
    rows:
      - {table: weird, every: 60, times: 120}
      - {at: 3000, table: conn, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, conn_state: REJ, every: 10, times: 9}
---*/
WITH minutes AS (
  SELECT
    CAST(c.ts / 60.0 AS INTEGER) * 60 AS minute, c.sensor AS sensor, c.port_protocol AS protocol,
    c.client AS client, c.server AS server, min(c.ts) AS first_ts, max(c.ts) AS last_ts,
    count(*) AS failed
  FROM v_ot_connection AS c
  WHERE c.ts >= :since - 4200
    AND c.ts < :until + 300
    AND c.failed = 1
  GROUP BY CAST(c.ts / 60.0 AS INTEGER) * 60, c.sensor, c.port_protocol, c.client, c.server
),
so_far AS (
  SELECT
    minute, sensor, protocol, client, server, first_ts, last_ts, failed,
    sum(failed) OVER (
      PARTITION BY sensor, protocol, client, server ORDER BY minute
      RANGE BETWEEN 240 PRECEDING AND CURRENT ROW
    ) AS lately
  FROM minutes
),
usual AS (
  SELECT
    minute, sensor, protocol, client, server, first_ts, last_ts, failed, lately,
    max(lately) OVER (
      PARTITION BY sensor, protocol, client, server ORDER BY minute
      RANGE BETWEEN 3600 PRECEDING AND 300 PRECEDING
    ) AS before
  FROM so_far
),
judged AS (
  SELECT
    u.minute AS minute, u.sensor AS sensor, u.protocol AS protocol, u.client AS client,
    u.server AS server, u.first_ts AS first_ts, u.last_ts AS last_ts, u.failed AS failed,
    k.client AS learned,
    CASE
      WHEN u.lately < :failures THEN 0
      WHEN k.client IS NOT NULL AND u.lately > 5.0 * k.busiest_failed * :times_usual THEN 1
      WHEN k.client IS NULL AND u.lately > coalesce(u.before, 0) * :times_usual THEN 1
      ELSE 0
    END AS many
  FROM usual AS u
  LEFT JOIN learned_connection AS k
    ON k.sensor = u.sensor
    AND k.protocol = u.protocol
    AND k.client = u.client
    AND k.server = u.server
),
reached AS (
  SELECT
    minute, sensor, protocol, client, server, first_ts, last_ts, failed, learned,
    max(many) OVER (
      PARTITION BY sensor, protocol, client, server ORDER BY minute
      RANGE BETWEEN CURRENT ROW AND 240 FOLLOWING
    ) AS part
  FROM judged
)
SELECT
  r.first_ts AS ts_start,
  r.last_ts AS ts_end,
  r.sensor AS sensor,
  r.protocol AS protocol,
  r.client AS client,
  r.server AS server,
  r.failed AS count
FROM reached AS r
WHERE r.part = 1
  AND r.minute >= :since
  AND r.minute < :until
  AND (
    r.learned IS NOT NULL
    OR EXISTS (
      SELECT 1
      FROM v_log_minute AS g
      WHERE g.sensor = r.sensor
        AND g.minute >= r.minute - 3600
        AND g.minute <= r.minute - 600
    )
  )
