/*---
title: Connection churn
level: medium
attack: [T0814, T0846.001]
reads: [v_ot_connection, v_log_minute, learned_connection]
needs: [conn]
params:
  per_minute: {type: integer, default: 10, description: connections of one client to one controller within a minute that are many}
  times_usual: {type: number, default: 3, description: "how many times the busiest learned minute, or without a baseline the busiest of the hour before"}
lookback: 3720
settle: 0
dedup: [protocol, client, server]
message: "{client} opens {count|connection} to {server}, more than {most} within a minute; it comes and goes"
triage: Does {client} fail at something and start over, or does it try to use up the connections that {server} has? Few controllers take more than 16.
falsepositives:
  - A client with a faulty time-out that connects anew for each request
  - A new client of a kind that connects for each request
tests:
  hit, above what was learned:
    baseline: {connection: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, samples: 900, busiest_minute: 10}]}
    rows:
      - {table: conn, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, conn_state: SF, every: 6, times: 20}
      - {at: 600, table: conn, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, conn_state: SF, every: 1, times: 60}
    expect: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, count: 60}]
  hit, nothing learned, after a quiet hour:
    rows:
      - {table: weird, every: 60, times: 60}
      - {at: 3000, table: conn, client: 10.0.0.9, server: 10.0.0.2, server_port: 102, conn_state: RSTO, every: 2, times: 30}
    expect: [{protocol: s7comm, client: 10.0.0.9, count: 30}]
  quiet, a client that always connects for each request, with and without a baseline:
    baseline: {connection: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, samples: 9000, busiest_minute: 60}]}
    rows:
      - {table: weird, every: 60, times: 60}
      - {table: conn, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, conn_state: SF, every: 1, times: 600}
  quiet, a capture that begins in the middle of it:
    rows: [{table: conn, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, conn_state: SF, every: 1, times: 900}]
  quiet, a scan that nobody answers is another matter:
    rows:
      - {table: weird, every: 60, times: 60}
      - {at: 3000, table: conn, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, conn_state: S0, every: 1, times: 60}
---*/
WITH minutes AS (
  SELECT
    CAST(c.ts / 60.0 AS INTEGER) * 60 AS minute, c.sensor AS sensor, c.port_protocol AS protocol,
    c.client AS client, c.server AS server, min(c.ts) AS first_ts, max(c.ts) AS last_ts,
    count(*) AS connections
  FROM v_ot_connection AS c
  WHERE c.ts >= :since - 3720
    AND c.ts < :until
    AND c.failed = 0
  GROUP BY CAST(c.ts / 60.0 AS INTEGER) * 60, c.sensor, c.port_protocol, c.client, c.server
),
usual AS (
  SELECT
    m.minute AS minute, m.sensor AS sensor, m.protocol AS protocol, m.client AS client,
    m.server AS server, m.first_ts AS first_ts, m.last_ts AS last_ts, m.connections AS connections,
    max(m.connections) OVER (
      PARTITION BY m.sensor, m.protocol, m.client, m.server ORDER BY m.minute
      RANGE BETWEEN 3600 PRECEDING AND 60 PRECEDING
    ) AS before
  FROM minutes AS m
),
busy AS (
  SELECT
    u.minute AS minute, u.sensor AS sensor, u.protocol AS protocol, u.client AS client,
    u.server AS server, u.first_ts AS first_ts, u.last_ts AS last_ts, u.connections AS connections,
    k.client AS learned,
    CASE
      WHEN coalesce(k.busiest_minute, u.before, 0) * :times_usual > :per_minute
        THEN coalesce(k.busiest_minute, u.before, 0) * :times_usual
      ELSE :per_minute
    END AS most
  FROM usual AS u
  LEFT JOIN learned_connection AS k
    ON k.sensor = u.sensor
    AND k.protocol = u.protocol
    AND k.client = u.client
    AND k.server = u.server
  WHERE u.connections > :per_minute
    AND u.minute >= :since
)
SELECT
  b.first_ts AS ts_start,
  b.last_ts AS ts_end,
  b.sensor AS sensor,
  b.protocol AS protocol,
  b.client AS client,
  b.server AS server,
  round(b.most) AS most,
  b.connections AS count
FROM busy AS b
WHERE b.connections > b.most
  -- Without anything learned the sensor must have seen what went before.
  AND (
    b.learned IS NOT NULL
    OR EXISTS (
      SELECT 1
      FROM v_log_minute AS g
      WHERE g.sensor = b.sensor
        AND g.minute >= b.minute - 3600
        AND g.minute <= b.minute - 600
    )
  )
