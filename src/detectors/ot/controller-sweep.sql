/*---
title: Sweep over controllers
level: high
attack: [T0846.001]
aliases: [multiple_targets]
reads: [v_conn, v_activity, v_series]
needs: [conn|modbus|dnp3|s7comm|cotp]
params:
  controllers: {type: integer, default: 5, description: "hosts tried within five minutes that this client is not known to work with, whether they answer or not"}
lookback: 1260
settle: 360
dedup: [client]
explains: [new-pair, new-server]
message: "{client} tried the OT ports of {count|host} within minutes, and is not known to work with them: first {server} over {protocol}"
triage: Did they answer, and what was asked of them? Look for what {client} did to each afterwards.
falsepositives:
  - An asset inventory or a vulnerability scanner that was allowed to
  - Without a baseline, a master that starts while many of its controllers are down
tests:
  hit, with a baseline every stranger counts:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3, every: 10, times: 60}
      - {at: 10, client: 10.0.0.1, server: 10.0.0.11, function: 43}
      - {at: 70, client: 10.0.0.1, server: 10.0.0.12, function: 43}
      - {at: 130, client: 10.0.0.1, server: 10.0.0.13, function: 43}
      - {at: 190, client: 10.0.0.1, server: 10.0.0.14, function: 43}
      - {at: 250, client: 10.0.0.1, server: 10.0.0.15, function: 43}
    expect: [{client: 10.0.0.1, count: 5, level: high}]
  hit, nothing learned and nobody answers:
    rows:
      - {table: conn, at: 10, client: 10.0.0.9, server: 10.0.0.11, server_port: 102, conn_state: S0}
      - {table: conn, at: 11, client: 10.0.0.9, server: 10.0.0.12, server_port: 102, conn_state: REJ}
      - {table: conn, at: 12, client: 10.0.0.9, server: 10.0.0.13, server_port: 502, conn_state: S0}
      - {table: conn, at: 13, client: 10.0.0.9, server: 10.0.0.14, server_port: 102, conn_state: S0}
      - {table: conn, at: 14, client: 10.0.0.9, server: 10.0.0.15, server_port: 20000, conn_state: S0}
    expect: [{client: 10.0.0.9, count: 5}]
  quiet, a master and its six controllers without a baseline:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.11, function: 3, every: 10, times: 60}
      - {client: 10.0.0.1, server: 10.0.0.12, function: 3, every: 10, times: 60}
      - {client: 10.0.0.1, server: 10.0.0.13, function: 3, every: 10, times: 60}
      - {client: 10.0.0.1, server: 10.0.0.14, function: 3, every: 10, times: 60}
      - {client: 10.0.0.1, server: 10.0.0.15, function: 3, every: 10, times: 60}
      - {client: 10.0.0.1, server: 10.0.0.16, function: 3, every: 10, times: 60}
  quiet, one dead controller that is tried again and again:
    rows: [{table: conn, client: 10.0.0.1, server: 10.0.0.11, server_port: 502, conn_state: S0, every: 10, times: 60}]
---*/
WITH learned AS (
  SELECT DISTINCT l.sensor AS sensor, l.client AS client, l.server AS server
  FROM learned_channel AS l
),
-- Where nothing tells who belongs to whom, only controllers that do not answer count.
told AS (
  SELECT
    CASE WHEN EXISTS (SELECT 1 FROM learned_channel) THEN 1 ELSE 0 END AS by_baseline,
    CASE WHEN EXISTS (SELECT 1 FROM policy_address AS p WHERE p.role = 'client') THEN 1 ELSE 0 END
      AS by_policy
),
named AS (
  SELECT DISTINCT p.address AS address
  FROM policy_address AS p
  WHERE p.role IN ('client', 'writer', 'workstation')
),
unanswered AS (
  SELECT DISTINCT a.sensor AS sensor, a.client AS client, a.server AS server
  FROM v_activity AS a
  WHERE a.responses = 0
    AND a.minute >= :since - 1260
    AND a.minute < :until + 360
),
-- Whoever may count: only what they do is looked at minute by minute.
suspect AS (
  SELECT DISTINCT s.sensor AS sensor, s.client AS client, s.server AS server
  FROM v_series AS s
  CROSS JOIN told
  LEFT JOIN learned
    ON learned.sensor = s.sensor AND learned.client = s.client AND learned.server = s.server
  LEFT JOIN named ON named.address = s.client
  LEFT JOIN unanswered AS u ON u.sensor = s.sensor AND u.client = s.client AND u.server = s.server
  WHERE learned.client IS NULL
    AND (
      told.by_baseline = 1
      OR (told.by_policy = 1 AND named.address IS NULL)
      OR u.client IS NOT NULL
    )
),
touches AS (
  SELECT
    c.ts AS ts, c.sensor AS sensor, c.client AS client, c.server AS server, c.port_protocol AS protocol,
    CASE WHEN coalesce(c.server_bytes, 0) > 0 THEN 1 ELSE 0 END AS answered
  FROM v_conn AS c
  WHERE c.ts >= :since - 1260
    AND c.ts < :until + 360
    AND c.port_protocol IS NOT NULL
  UNION ALL
  SELECT
    min(a.first_ts) AS ts, a.sensor AS sensor, a.client AS client, a.server AS server,
    a.protocol AS protocol,
    CASE WHEN sum(a.responses) > 0 THEN 1 ELSE 0 END AS answered
  FROM v_activity AS a
  -- Not a join: each of many suspects would walk through all series.
  WHERE (a.sensor, a.client, a.server) IN (
      SELECT s.sensor AS sensor, s.client AS client, s.server AS server FROM suspect AS s
    )
    AND a.minute >= :since - 1260
    AND a.minute < :until + 360
  GROUP BY a.minute, a.sensor, a.client, a.server, a.protocol
),
strange AS (
  SELECT
    t.ts AS ts, t.sensor AS sensor, t.client AS client, t.server AS server, t.protocol AS protocol,
    lag(t.ts) OVER (PARTITION BY t.sensor, t.client, t.server ORDER BY t.ts) AS previous
  FROM touches AS t
  CROSS JOIN told
  LEFT JOIN learned ON learned.sensor = t.sensor AND learned.client = t.client AND learned.server = t.server
  LEFT JOIN named ON named.address = t.client
  WHERE learned.client IS NULL
    AND (
      told.by_baseline = 1
      OR (told.by_policy = 1 AND named.address IS NULL)
      OR t.answered = 0
    )
),
-- A controller that is touched all the time counts once, when that begins.
first_touch AS (
  SELECT ts, sensor, client, server, protocol
  FROM strange
  WHERE previous IS NULL OR ts - previous > 600
),
so_far AS (
  SELECT
    ts, sensor, client, server, protocol,
    count(*) OVER (
      PARTITION BY sensor, client ORDER BY ts RANGE BETWEEN 300 PRECEDING AND CURRENT ROW
    ) AS touched
  FROM first_touch
),
reached AS (
  SELECT
    ts, sensor, client, server, protocol,
    max(touched) OVER (
      PARTITION BY sensor, client ORDER BY ts RANGE BETWEEN CURRENT ROW AND 300 FOLLOWING
    ) AS most
  FROM so_far
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  protocol AS protocol,
  1 AS count
FROM reached
WHERE most >= :controllers
  AND ts >= :since
  AND ts < :until
