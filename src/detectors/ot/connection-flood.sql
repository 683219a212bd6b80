/*---
title: Connection flood from many addresses
level: high
attack: [T0814]
reads: [v_conn, v_log_minute, learned_connection]
needs: [conn]
params:
  clients: {type: integer, default: 20, description: clients that connect to one controller within a minute and are not its own}
  times_usual: {type: number, default: 3, description: how many times the busiest minute of the hour before}
lookback: 3720
settle: 0
dedup: [protocol, server]
explains: [connection-failures, connection-churn, s7comm-clients-per-plc]
message: "{clients_seen} clients at a time open {count|connection} to {server}: a flood, most likely from addresses that are not theirs"
triage: Does {server} still answer its own clients? Find the port where these packets come from; the addresses in them lead nowhere.
falsepositives:
  - A scan of the whole plant behind address translation that hands out many addresses
tests:
  hit, half-open and reset, from one address each:
    rows:
      - {table: weird, every: 60, times: 60}
      - {at: 3000, table: conn, client: 10.1.0.1, server: 10.0.0.2, server_port: 20000, conn_state: S0}
      - {at: 3001, table: conn, client: 10.1.0.2, server: 10.0.0.2, server_port: 20000, conn_state: RSTO}
      - {at: 3002, table: conn, client: 10.1.0.3, server: 10.0.0.2, server_port: 20000, conn_state: S0}
      - {at: 3003, table: conn, client: 10.1.0.4, server: 10.0.0.2, server_port: 20000, conn_state: S0, every: 1, times: 9}
    params: {clients: 4}
    expect: [{protocol: dnp3, client: null, server: 10.0.0.2, clients_seen: 4, count: 12}]
  hit, what is left over of a connection is no second one:
    rows:
      - {table: weird, every: 60, times: 60}
      - {at: 3000, table: conn, client: 10.1.0.1, server: 10.0.0.2, server_port: 20000, conn_state: RSTO, history: SThR}
      - {at: 3001, table: conn, client: 10.1.0.2, server: 10.0.0.2, server_port: 20000, conn_state: RSTO, history: SThR}
      - {at: 3010, table: conn, client: 10.1.0.1, server: 10.0.0.2, server_port: 20000, conn_state: RSTO, history: ^hR}
      - {at: 3011, table: conn, client: 10.1.0.2, server: 10.0.0.2, server_port: 20000, conn_state: RSTO, history: ^hR}
    params: {clients: 2}
    expect: [{protocol: dnp3, server: 10.0.0.2, clients_seen: 2, count: 2}]
  quiet, left over only:
    rows:
      - {table: weird, every: 60, times: 60}
      - {at: 3000, table: conn, client: 10.1.0.1, server: 10.0.0.2, server_port: 20000, conn_state: RSTO, history: ^hR}
      - {at: 3001, table: conn, client: 10.1.0.2, server: 10.0.0.2, server_port: 20000, conn_state: RSTO, history: ^hR}
    params: {clients: 2}
  quiet, clients that were learned, and one stranger:
    params: {clients: 3}
    baseline:
      connection:
        - {protocol: modbus, client: 10.0.0.11, server: 10.0.0.2, samples: 90}
        - {protocol: modbus, client: 10.0.0.12, server: 10.0.0.2, samples: 90}
    rows:
      - {table: weird, every: 60, times: 60}
      - {at: 3000, table: conn, client: 10.0.0.11, server: 10.0.0.2, server_port: 502, conn_state: SF}
      - {at: 3001, table: conn, client: 10.0.0.12, server: 10.0.0.2, server_port: 502, conn_state: SF}
      - {at: 3002, table: conn, client: 10.0.0.13, server: 10.0.0.2, server_port: 502, conn_state: SF, every: 1, times: 30}
  quiet, nothing learned, a server that many use all day:
    params: {clients: 3}
    rows:
      - {table: weird, every: 60, times: 60}
      - {table: conn, client: 10.0.0.11, server: 10.0.0.2, server_port: 502, conn_state: SF, every: 60, times: 60}
      - {table: conn, client: 10.0.0.12, server: 10.0.0.2, server_port: 502, conn_state: SF, every: 60, times: 60}
      - {table: conn, client: 10.0.0.13, server: 10.0.0.2, server_port: 502, conn_state: SF, every: 60, times: 60}
---*/
WITH minutes AS (
  SELECT
    CAST(c.ts / 60.0 AS INTEGER) * 60 AS minute, c.sensor AS sensor, c.port_protocol AS protocol,
    c.server AS server, min(c.ts) AS first_ts, max(c.ts) AS last_ts, count(*) AS connections,
    count(DISTINCT c.client) AS clients
  FROM v_conn AS c
  LEFT JOIN learned_connection AS k
    ON k.sensor = c.sensor
    AND k.protocol = c.port_protocol
    AND k.client = c.client
    AND k.server = c.server
  WHERE c.ts >= :since - 3720
    AND c.ts < :until
    AND k.sensor IS NULL
    AND c.port_protocol IS NOT NULL
    AND coalesce(c.proto, 'tcp') = 'tcp'
    -- Without the client's SYN it is what is left over of a connection that was counted already.
    AND (c.history IS NULL OR replace(c.history, 'S', '') <> c.history)
  GROUP BY CAST(c.ts / 60.0 AS INTEGER) * 60, c.sensor, c.port_protocol, c.server
),
usual AS (
  SELECT
    minute, sensor, protocol, server, first_ts, last_ts, connections, clients,
    max(clients) OVER (
      PARTITION BY sensor, protocol, server ORDER BY minute
      -- The minutes just before may belong to the flood itself.
      RANGE BETWEEN 3600 PRECEDING AND 600 PRECEDING
    ) AS before
  FROM minutes
)
SELECT
  u.first_ts AS ts_start,
  u.last_ts AS ts_end,
  u.sensor AS sensor,
  u.protocol AS protocol,
  u.protocol AS port_protocol,
  NULL AS client,
  u.server AS server,
  u.clients AS clients_seen,
  u.connections AS count
FROM usual AS u
WHERE u.clients >= :clients
  AND u.clients > coalesce(u.before, 0) * :times_usual
  AND u.minute >= :since
  -- Who has just begun to watch does not know what is usual.
  AND EXISTS (
    SELECT 1
    FROM v_log_minute AS g
    WHERE g.sensor = u.sensor
      AND g.minute >= u.minute - 3600
      AND g.minute <= u.minute - 600
  )
