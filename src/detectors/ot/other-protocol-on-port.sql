/*---
title: Other protocol on an OT port, or an OT protocol off its port
level: medium
attack: [T0885]
reads: [v_conn, v_series]
needs: [conn]
params:
  payload: {type: integer, default: 3000, description: bytes a connection must carry before it counts}
dedup: [client, server, server_port]
explains: [port-without-analyzer]
message: "{client} and {server} use port {server_port} for {seen}, {count|connection}; expected there is {expected}"
triage: Which program on {server} listens there? A tunnel or a shell hides well on a port that the firewall lets through.
falsepositives:
  - A gateway or NAT that maps OT ports to others
  - Modbus over TLS or vendor protocols on port 502
tests:
  hit:
    rows:
      - {table: conn, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, service: ssh, client_bytes: 4000, server_bytes: 9000}
      - {table: conn, at: 5, client: 10.0.0.9, server: 10.0.0.2, server_port: 5020, service: modbus, client_bytes: 12, server_bytes: 12}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, server_port: 502, seen: ssh, expected: modbus}
      - {server_port: 5020, seen: modbus}
  hit, nothing that the parser of this sensor knows:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3}
      - {table: conn, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, client_bytes: 4000, server_bytes: 9000}
    expect: [{client: 10.0.0.9, count: 1}]
  quiet:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3}
      - {table: conn, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, service: modbus, client_bytes: 4000, server_bytes: 9000}
      - {table: conn, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, client_bytes: 4000, server_bytes: 9000}
      - {table: conn, client: 10.0.0.1, server: 10.0.0.3, server_port: 102, service: 'cotp,s7comm', client_bytes: 4000, server_bytes: 9000}
      - {table: conn, client: 10.0.0.1, server: 10.0.0.3, server_port: 102, service: 'cotp,s7comm-plus', client_bytes: 4000, server_bytes: 9000}
      - {table: conn, client: 10.0.0.1, server: 10.0.0.4, server_port: 20000, service: dnp3_tcp, client_bytes: 4000, server_bytes: 9000}
      - {table: conn, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, service: ssl, client_bytes: 138, server_bytes: 9}
      - {table: conn, client: 10.0.0.9, server: 10.0.0.2, server_port: 443, service: ssl, client_bytes: 4000, server_bytes: 9000}
  quiet, a sensor without a parser for the protocol is another finding:
    rows: [{table: conn, client: 10.0.0.9, server: 10.0.0.2, server_port: 102, client_bytes: 4000, server_bytes: 9000}]
---*/
-- Names of an S7comm conversation differ by layer.
WITH spoken AS (
  SELECT DISTINCT
    r.sensor AS sensor, r.client AS client, r.server AS server,
    CASE WHEN r.protocol IN ('cotp', 's7comm-plus') THEN 's7comm' ELSE r.protocol END AS protocol
  FROM v_series AS r
),
parsed AS (
  SELECT DISTINCT s.sensor AS sensor, s.protocol AS protocol
  FROM spoken AS s
),
learned AS (
  SELECT DISTINCT
    l.sensor AS sensor, l.client AS client, l.server AS server,
    CASE WHEN l.protocol IN ('cotp', 's7comm-plus') THEN 's7comm' ELSE l.protocol END AS protocol
  FROM learned_channel AS l
)
SELECT
  c.ts AS ts_start,
  c.ts_end AS ts_end,
  c.sensor AS sensor,
  c.client AS client,
  c.server AS server,
  c.server_port AS server_port,
  c.port_protocol AS protocol,
  coalesce(c.service, 'something that is not parsed') AS seen,
  coalesce(c.port_protocol, 'no OT protocol') AS expected,
  1 AS count
FROM v_conn AS c
LEFT JOIN parsed ON parsed.sensor = c.sensor AND parsed.protocol = c.port_protocol
LEFT JOIN spoken
  ON spoken.sensor = c.sensor
  AND spoken.client = c.client
  AND spoken.server = c.server
  AND spoken.protocol = c.port_protocol
LEFT JOIN learned
  ON learned.sensor = c.sensor
  AND learned.client = c.client
  AND learned.server = c.server
  AND learned.protocol = c.service_protocol
WHERE c.ts >= :since
  AND c.ts < :until
  AND (
    (
      c.port_protocol IS NOT NULL
      AND coalesce(c.service_protocol, '') <> c.port_protocol
      AND coalesce(c.client_bytes, 0) + coalesce(c.server_bytes, 0) >= :payload
      AND (c.service IS NOT NULL OR (parsed.protocol IS NOT NULL AND spoken.client IS NULL))
    )
    OR (c.port_protocol IS NULL AND c.service_protocol IS NOT NULL AND learned.client IS NULL)
  )
