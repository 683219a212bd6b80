/*---
title: OT port whose traffic no analyzer reads
level: medium
reads: [v_conn, v_series]
needs: [conn]
params:
  payload: {type: integer, default: 3000, description: bytes from which other-protocol-on-port speaks up}
shows: effect
dedup: [server, server_port]
message: "{count|connection} to {server} port {server_port} carried data that Zeek did not recognise as {protocol}, first from {client}; nothing in them was judged"
triage: Is the parser loaded on this sensor (zkg list)? If others of the protocol are read, look at what these connections carry.
falsepositives:
  - A sensor without the S7comm parser
  - Connections that began before the sensor did
tests:
  hit, no parser at all:
    rows: [{table: conn, client: 10.0.0.1, server: 10.0.0.2, server_port: 102, client_bytes: 4000, server_bytes: 9000, every: 30, times: 3}]
    expect: [{server: 10.0.0.2, server_port: 102, count: 3, protocol: s7comm}]
  hit, a short conversation that is no Modbus:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3}
      - {table: conn, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, client_bytes: 37, server_bytes: 9}
    expect: [{server: 10.0.0.2, count: 1}]
  quiet:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3}
      - {table: conn, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, service: modbus, client_bytes: 37, server_bytes: 9}
      - {table: conn, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, client_bytes: 37, server_bytes: 9}
      - {table: conn, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, conn_state: S0}
      - {table: conn, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, client_bytes: 0, server_bytes: 1}
      - {table: conn, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, client_bytes: 4000, server_bytes: 9000}
---*/
WITH spoken AS (
  SELECT DISTINCT
    r.sensor AS sensor, r.client AS client, r.server AS server,
    CASE WHEN r.protocol IN ('cotp', 's7comm-plus') THEN 's7comm' ELSE r.protocol END AS protocol
  FROM v_series AS r
),
parsed AS (
  SELECT DISTINCT s.sensor AS sensor, s.protocol AS protocol
  FROM spoken AS s
)
SELECT
  c.ts AS ts_start,
  c.ts_end AS ts_end,
  c.sensor AS sensor,
  c.client AS client,
  c.server AS server,
  c.server_port AS server_port,
  c.port_protocol AS protocol,
  1 AS count
FROM v_conn AS c
LEFT JOIN parsed ON parsed.sensor = c.sensor AND parsed.protocol = c.port_protocol
LEFT JOIN spoken
  ON spoken.sensor = c.sensor
  AND spoken.client = c.client
  AND spoken.server = c.server
  AND spoken.protocol = c.port_protocol
WHERE c.ts >= :since
  AND c.ts < :until
  AND c.port_protocol IS NOT NULL
  AND c.service IS NULL
  AND c.client_bytes > 0
  AND c.server_bytes > 0
  AND spoken.client IS NULL
  -- More than that on a sensor that has the parser is another protocol, which has a detector.
  AND (parsed.protocol IS NULL OR c.client_bytes + c.server_bytes < :payload)
