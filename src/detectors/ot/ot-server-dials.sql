/*---
title: OT server that calls its client from the server port
level: high
attack: [T0830]
reads: [v_conn, v_series]
needs: [conn]
dedup: [client, server]
message: "{client} tried to open {count|connection} from its server port {port} to {server}, which is its {protocol} client: possibly made up by somebody who breaks or takes over the connection between them"
triage: A server answers from its port and never opens a connection from there. Who sent the segments (MAC address)? Does another host speak to {client} just after?
falsepositives:
  - A device that uses one fixed port for all it does
tests:
  hit:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, every: 10, times: 3}
      - {at: 40, table: conn, uid: C1, client: 10.0.0.2, client_port: 20000, server: 10.0.0.9, server_port: 55001, conn_state: REJ, history: STr, every: 0.1, times: 3}
    expect:
      - {client: 10.0.0.2, server: 10.0.0.9, protocol: dnp3, port: 20000, count: 3}
  quiet, the middle of a conversation, the dual endpoint of DNP3, a port that only looks like it, UDP:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, every: 10, times: 3}
      - {at: 40, table: conn, uid: C1, client: 10.0.0.2, client_port: 20000, server: 10.0.0.9, server_port: 55001, conn_state: OTH, history: Da}
      - {at: 40, table: conn, uid: C2, client: 10.0.0.2, client_port: 20000, server: 10.0.0.9, server_port: 20000, conn_state: SF, history: ShADadFf}
      - {at: 40, table: conn, uid: C3, client: 10.0.0.5, client_port: 20000, server: 10.0.0.9, server_port: 8080, conn_state: SF, history: ShADadFf}
      - {at: 40, table: conn, uid: C4, client: 10.0.0.2, client_port: 20000, server: 10.0.0.9, server_port: 55001, proto: udp, conn_state: S0, history: D}
---*/
WITH dialled AS (
  SELECT
    c.ts AS ts, c.ts_end AS ts_end, c.sensor AS sensor, c.client AS client, c.server AS server,
    c.client_port AS port,
    CASE c.client_port WHEN 502 THEN 'modbus' WHEN 20000 THEN 'dnp3' ELSE 's7comm' END AS protocol
  FROM v_conn AS c
  WHERE c.ts >= :since
    AND c.ts < :until
    AND c.client_port IN (502, 20000, 102)
    AND c.server_port > 1023
    AND c.server_port <> 20000
    AND coalesce(c.proto, 'tcp') = 'tcp'
    AND substr(c.history, 1, 1) = 'S'
),
pair AS (
  SELECT DISTINCT r.sensor AS sensor, r.protocol AS protocol, r.client AS client, r.server AS server
  FROM v_series AS r
)
SELECT
  d.ts AS ts_start,
  d.ts_end AS ts_end,
  d.sensor AS sensor,
  d.client AS client,
  d.server AS server,
  d.protocol AS protocol,
  d.port AS port,
  1 AS count
FROM dialled AS d
JOIN pair AS p
  ON p.sensor = d.sensor AND p.protocol = d.protocol AND p.client = d.server AND p.server = d.client
