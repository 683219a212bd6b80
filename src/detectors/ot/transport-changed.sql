/*---
title: OT protocol over another transport than learned
level: medium
attack: [T0885]
reads: [v_conn, learned_transport]
needs: [baseline, conn]
dedup: [protocol, client, server]
message: "{client} and {server} speak {protocol} over {transport} ({count|connection}); the baseline knows it over the other one"
triage: UDP needs no connection, so its sender may be anybody. Was the master set up anew, or is there a second program?
falsepositives:
  - A changed configuration of the master
tests:
  hit:
    baseline: {transport: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, transport: tcp, rows: 9}]}
    rows:
      - {at: 5, table: conn, uid: C1, client: 10.0.0.1, server: 10.0.0.2, server_port: 20000, proto: udp, service: dnp3_udp, conn_state: SF, history: Dd, duration: 2}
    expect: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, transport: udp, count: 1}]
  quiet, as learned, both learned, and a pair that is not:
    baseline:
      transport:
        - {protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, transport: tcp, rows: 9}
        - {protocol: dnp3, client: 10.0.0.1, server: 10.0.0.3, transport: tcp, rows: 9}
        - {protocol: dnp3, client: 10.0.0.1, server: 10.0.0.3, transport: udp, rows: 9}
    rows:
      - {at: 5, table: conn, uid: C1, client: 10.0.0.1, server: 10.0.0.2, server_port: 20000, proto: tcp, service: dnp3_tcp, history: ShADadFf}
      - {at: 5, table: conn, uid: C2, client: 10.0.0.1, server: 10.0.0.3, server_port: 20000, proto: udp, service: dnp3_udp, history: Dd}
      - {at: 5, table: conn, uid: C3, client: 10.0.0.1, server: 10.0.0.4, server_port: 20000, proto: udp, service: dnp3_udp, history: Dd}
---*/
WITH pair AS (
  SELECT DISTINCT t.sensor AS sensor, t.protocol AS protocol, t.client AS client, t.server AS server
  FROM learned_transport AS t
)
SELECT
  c.ts AS ts_start,
  c.ts_end AS ts_end,
  c.sensor AS sensor,
  c.service_protocol AS protocol,
  c.client AS client,
  c.server AS server,
  c.proto AS transport,
  1 AS count
FROM v_conn AS c
JOIN pair AS p
  ON p.sensor = c.sensor
  AND p.protocol = c.service_protocol
  AND p.client = c.client
  AND p.server = c.server
LEFT JOIN learned_transport AS t
  ON t.sensor = c.sensor
  AND t.protocol = c.service_protocol
  AND t.client = c.client
  AND t.server = c.server
  AND t.transport = c.proto
WHERE c.ts >= :since
  AND c.ts < :until
  AND c.proto IN ('tcp', 'udp')
  AND t.transport IS NULL
