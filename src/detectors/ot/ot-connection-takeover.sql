/*---
title: OT conversation without a beginning
level: medium
attack: [T0830]
reads: [v_conn, v_log_minute]
needs: [conn]
params:
  watching: {type: number, default: 600, description: seconds that the sensor must have been watching before}
  habit: {type: integer, default: 3, description: such connections of a pair within an hour that are a habit of the tap}
lookback: 3720
settle: 0
dedup: [protocol, client, server]
message: "{count} {protocol} conversations between {client} and {server} began in the middle, without a handshake, although the sensor had been watching for {watching} s"
triage: Was there a connection between the two just before, from another port? Then somebody may have taken it over. Does the sensor see both directions?
falsepositives:
  - A tap that misses the handshake, or a change of route
  - A connection that was silent for more than an hour
tests:
  hit:
    rows:
      - {at: 0, table: conn, uid: C0, client: 10.0.0.5, server: 10.0.0.6, server_port: 53, conn_state: SF, history: Dd, every: 50, times: 40}
      - {at: 1500, table: conn, uid: C1, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: OTH, history: DadA, duration: 5}
    expect:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, count: 1}
  quiet, with a handshake, known before, and when the sensor came back:
    rows:
      - {at: 0, table: conn, uid: C0, client: 10.0.0.5, server: 10.0.0.6, server_port: 53, conn_state: SF, history: Dd, every: 50, times: 40}
      - {at: 100, table: conn, uid: C1, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: OTH, history: DadA, duration: 5}
      - {at: 1500, table: conn, uid: C2, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: OTH, history: DadA, duration: 5}
      - {at: 1500, table: conn, uid: C3, client: 10.0.0.9, client_port: 55002, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: SF, history: ShADadFf, duration: 5}
      - {at: 9000, table: conn, uid: C4, client: 10.0.0.9, client_port: 55003, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: OTH, history: DadA, duration: 5}
  quiet, a tap that misses handshakes all the time:
    rows:
      - {at: 0, table: conn, uid: C0, client: 10.0.0.5, server: 10.0.0.6, server_port: 53, conn_state: SF, history: Dd, every: 50, times: 40}
      - {at: 5, table: conn, uid: C1, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 502, service: modbus, conn_state: OTH, history: Dd, every: 100, times: 4}
      - {at: 1500, table: conn, uid: C5, client: 10.0.0.9, client_port: 55009, server: 10.0.0.2, server_port: 502, service: modbus, conn_state: OTH, history: Dd}
---*/
-- A history without S or s is a TCP connection whose beginning was not seen.
WITH headless AS (
  SELECT
    c.ts AS ts, c.sensor AS sensor, c.client AS client, c.client_port AS client_port, c.server AS server,
    c.server_port AS server_port, c.service_protocol AS protocol, c.file AS file, c.line AS line
  FROM v_conn AS c
  WHERE c.ts >= :since
    AND c.ts < :until
    AND c.service_protocol IS NOT NULL
    AND coalesce(c.proto, 'tcp') = 'tcp'
    AND c.history IS NOT NULL
    AND replace(lower(c.history), 's', '') = lower(c.history)
),
-- The same ports before: Zeek forgets a silent connection and meets it again without a handshake.
earlier AS (
  SELECT
    h.ts AS ts, h.file AS file, h.line AS line, count(*) FILTER (WHERE c.ts < h.ts) AS conns
  FROM headless AS h
  JOIN v_conn AS c
    ON c.ts >= h.ts - 3600
    AND c.ts <= h.ts
    AND c.sensor = h.sensor
    AND c.client = h.client
    AND c.client_port = h.client_port
    AND c.server = h.server
    AND c.server_port = h.server_port
  GROUP BY h.ts, h.file, h.line
),
-- A tap that misses handshakes misses them again and again.
habit AS (
  SELECT h.ts AS ts, h.file AS file, h.line AS line, count(*) FILTER (WHERE c.ts < h.ts) AS conns
  FROM headless AS h
  JOIN v_conn AS c
    ON c.ts >= h.ts - 3600
    AND c.ts <= h.ts
    AND c.sensor = h.sensor
    AND c.client = h.client
    AND c.server = h.server
    AND replace(lower(c.history), 's', '') = lower(c.history)
  GROUP BY h.ts, h.file, h.line
),
watched AS (
  SELECT
    h.ts AS ts, h.file AS file, h.line AS line,
    count(*) FILTER (WHERE g.minute <= h.ts - :watching) AS early,
    count(*) FILTER (WHERE g.minute > h.ts - :watching AND g.minute <= h.ts - 0.5 * :watching - 60) AS middle,
    count(*) FILTER (WHERE g.minute > h.ts - 0.5 * :watching - 60 AND g.minute <= h.ts - 60) AS late
  FROM headless AS h
  JOIN v_log_minute AS g
    ON g.sensor = h.sensor
    AND g.minute > h.ts - 2.0 * :watching
    AND g.minute <= h.ts - 60
  GROUP BY h.ts, h.file, h.line
)
SELECT
  h.ts AS ts_start,
  h.ts AS ts_end,
  h.sensor AS sensor,
  h.client AS client,
  h.server AS server,
  h.protocol AS protocol,
  :watching AS watching,
  1 AS count
FROM headless AS h
JOIN earlier AS e ON e.ts = h.ts AND e.file = h.file AND e.line = h.line
JOIN habit AS b ON b.ts = h.ts AND b.file = h.file AND b.line = h.line
JOIN watched AS w ON w.ts = h.ts AND w.file = h.file AND w.line = h.line
WHERE e.conns = 0
  AND b.conns < :habit
  AND w.early > 0
  AND w.middle > 0
  AND w.late > 0
