/*---
title: Controller that forgot its connection
level: medium
attack: [T0830, T1692.002]
reads: [v_conn, v_dnp3]
needs: [conn]
params:
  within: {type: number, default: 30, description: seconds within which the client connects anew}
lookback: 3660
settle: 120
shows: effect
dedup: [protocol, client, server]
explains: [ot-conversation-surfaces, ot-connection-takeover]
message: "{server} reset {count|conversation} of {client} at its first {protocol} segment as unknown, and {client} connected anew: {server} restarted, or somebody else answers at its address ({why})"
triage: Did {server} restart? If its uptime or its log says no, compare its MAC address with the one before (ARP table). Compare what it reports since with what is true in the field.
falsepositives:
  - A restart of the controller, its gateway or its terminal server
  - A firewall that forgot a connection which was silent for long
tests:
  hit, a DNP3 outstation that had restarted would say so in IIN1.7:
    rows:
      - {at: 5, table: conn, uid: C1, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: RSTRH, history: Dr, duration: 0.001, client_packets: 1}
      - {at: 6, table: conn, uid: C2, client: 10.0.0.9, client_port: 55002, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: S1, history: ShADad, duration: 60}
      - {at: 7, protocol: dnp3, uid: C2, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 512, every: 5, times: 9}
    expect:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, count: 1, level: high}
  hit, Modbus knows no such bit:
    rows:
      - {at: 5, table: conn, uid: C1, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 502, service: modbus, conn_state: RSTRH, history: Dr, duration: 0.001, client_packets: 1}
      - {at: 6, table: conn, uid: C2, client: 10.0.0.9, client_port: 55002, server: 10.0.0.2, server_port: 502, service: modbus, conn_state: S1, history: ShADad, duration: 60}
    expect: [{protocol: modbus, level: medium}]
  quiet, the outstation says that it restarted:
    rows:
      - {at: 5, table: conn, uid: C1, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: RSTRH, history: Dr, duration: 0.001, client_packets: 1}
      - {at: 6, table: conn, uid: C2, client: 10.0.0.9, client_port: 55002, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: S1, history: ShADad, duration: 60}
      - {at: 7, protocol: dnp3, uid: C2, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 33280}
  quiet, it was closed before, the server had answered first, and nobody connects anew:
    rows:
      - {at: 0, table: conn, uid: C0, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 502, service: modbus, conn_state: SF, history: ShADadfF, duration: 3}
      - {at: 5, table: conn, uid: C1, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 502, service: modbus, conn_state: RSTRH, history: Dr, duration: 0.001}
      - {at: 6, table: conn, uid: C2, client: 10.0.0.9, client_port: 55002, server: 10.0.0.2, server_port: 502, service: modbus, conn_state: S1, history: ShADad, duration: 60}
      - {at: 5, table: conn, uid: C3, client: 10.0.0.9, client_port: 55003, server: 10.0.0.3, server_port: 20000, service: dnp3_tcp, conn_state: RSTRH, history: DadAfr, duration: 1.3}
      - {at: 7, table: conn, uid: C4, client: 10.0.0.9, client_port: 55004, server: 10.0.0.3, server_port: 20000, service: dnp3_tcp, conn_state: S1, history: ShADad, duration: 60}
      - {at: 5, table: conn, uid: C5, client: 10.0.0.9, client_port: 55005, server: 10.0.0.4, server_port: 20000, service: dnp3_tcp, conn_state: RSTRH, history: Dr, duration: 0.001}
---*/
-- The client speaks in the middle of a conversation, and the only answer is a reset.
WITH refused AS (
  SELECT
    c.ts AS ts, c.ts_end AS ts_end, c.sensor AS sensor, c.client AS client, c.client_port AS client_port,
    c.server AS server, c.server_port AS server_port, c.service_protocol AS protocol, c.file AS file,
    c.line AS line
  FROM v_conn AS c
  WHERE c.ts >= :since
    AND c.ts < :until
    AND c.service_protocol IS NOT NULL
    AND coalesce(c.proto, 'tcp') = 'tcp'
    AND coalesce(c.server_bytes, 0) = 0
    AND coalesce(c.client_packets, 1) <= 3
    AND c.history IN ('Dr', 'DAr', 'ADr', 'DTr')
),
closed AS (
  SELECT r.ts AS ts, r.file AS file, r.line AS line, count(*) AS conns
  FROM refused AS r
  JOIN v_conn AS c
    ON c.ts >= r.ts - 3600
    AND c.ts < r.ts
    AND c.sensor = r.sensor
    AND c.client = r.client
    AND c.client_port = r.client_port
    AND c.server = r.server
    AND c.server_port = r.server_port
  WHERE replace(replace(lower(c.history), 'f', ''), 'r', '') <> lower(c.history)
  GROUP BY r.ts, r.file, r.line
),
anew AS (
  SELECT r.ts AS ts, r.file AS file, r.line AS line, count(*) AS conns
  FROM refused AS r
  JOIN v_conn AS c
    ON c.ts >= r.ts
    AND c.ts <= r.ts + :within
    AND c.sensor = r.sensor
    AND c.client = r.client
    AND c.server = r.server
    AND c.server_port = r.server_port
    AND c.client_port <> r.client_port
    AND c.service_protocol IS NOT NULL
  WHERE replace(c.history, 'h', '') <> c.history
  GROUP BY r.ts, r.file, r.line
),
-- A restarted outstation sets IIN1.7 in every response until the master clears it (IEEE 1815-2012, 4.2.2.6).
answers AS (
  SELECT
    r.ts AS ts, r.file AS file, r.line AS line, max(m.iin_device_restart) AS restarted
  FROM refused AS r
  JOIN v_dnp3 AS m
    ON m.ts >= r.ts
    AND m.ts <= r.ts + 60
    AND m.sensor = r.sensor
    AND m.client = r.client
    AND m.server = r.server
    AND m.iin IS NOT NULL
  GROUP BY r.ts, r.file, r.line
)
SELECT
  r.ts AS ts_start,
  r.ts_end AS ts_end,
  r.sensor AS sensor,
  r.client AS client,
  r.server AS server,
  r.protocol AS protocol,
  1 AS count,
  CASE
    WHEN m.restarted = 0 THEN 'its answers do not say that it restarted, IIN1.7'
    ELSE 'what it answers does not tell'
  END AS why,
  CASE WHEN m.restarted = 0 THEN 'high' ELSE 'medium' END AS level
FROM refused AS r
JOIN anew AS a ON a.ts = r.ts AND a.file = r.file AND a.line = r.line
LEFT JOIN closed AS c ON c.ts = r.ts AND c.file = r.file AND c.line = r.line
LEFT JOIN answers AS m ON m.ts = r.ts AND m.file = r.file AND m.line = r.line
WHERE c.conns IS NULL
  AND coalesce(m.restarted, 0) = 0
