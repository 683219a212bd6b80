/*---
title: Session of unusual length or size
shows: effect
level: low
attack: [T0802]
reads: [v_conn, learned_session]
needs: [baseline.session, conn]
params:
  least_learned: {type: integer, default: 20, description: learned sessions of the pair to know what is usual}
  times_learned: {type: number, default: 3, description: "times the longest hundredth learned, or this part of the shortest"}
  seconds: {type: number, default: 60, description: seconds that it must differ by at least}
  bytes: {type: integer, default: 10000, description: bytes that it must differ by at least}
dedup: [protocol, client, server]
message: "{count} {protocol} session(s) of {client} with {server} were of unusual length or size, first {duration} s and {bytes_moved} bytes; {usual_seconds} s and {usual_bytes} bytes were learned"
triage: Was more read than usual, or was the session kept open by somebody? Compare the requests in it with the baseline.
falsepositives:
  - A restart of the client, of the controller, or of Zeek
tests:
  hit, ten times the bytes:
    baseline: &short
      session: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, sessions: 500, p01_seconds: 100, p99_seconds: 120, p01_bytes: 9000, p99_bytes: 12000}]
    rows: [{table: conn, uid: C1, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, service: modbus, duration: 110, client_bytes: 40000, server_bytes: 90000, conn_state: SF}]
    expect: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, count: 1}]
  hit, it was kept open:
    baseline: *short
    rows: [{table: conn, uid: C1, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, duration: 7000, client_bytes: 4000, server_bytes: 6000, conn_state: SF}]
    expect: [{count: 1}]
  hit, it ended at once:
    baseline: *short
    rows: [{table: conn, uid: C1, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, duration: 3, client_bytes: 400, server_bytes: 9000, conn_state: SF}]
    expect: [{count: 1}]
  quiet, usual, nobody answered, few learned, another pair:
    baseline:
      session:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, sessions: 500, p01_seconds: 100, p99_seconds: 120, p01_bytes: 9000, p99_bytes: 12000}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3, sessions: 5, p01_seconds: 100, p99_seconds: 120, p01_bytes: 9000, p99_bytes: 12000}
    rows:
      - {table: conn, uid: C1, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, duration: 300, client_bytes: 4000, server_bytes: 16000, conn_state: SF}
      - {table: conn, uid: C2, at: 5, client: 10.0.0.1, server: 10.0.0.2, server_port: 502, duration: 1, client_bytes: 0, server_bytes: 0, conn_state: REJ}
      - {table: conn, uid: C3, at: 6, client: 10.0.0.1, server: 10.0.0.3, server_port: 502, duration: 9000, client_bytes: 4000, server_bytes: 90000, conn_state: SF}
      - {table: conn, uid: C4, at: 7, client: 10.0.0.4, server: 10.0.0.3, server_port: 502, duration: 9000, client_bytes: 4000, server_bytes: 90000, conn_state: SF}
---*/
SELECT
  c.ts AS ts_start,
  c.ts_end AS ts_end,
  c.sensor AS sensor,
  l.protocol AS protocol,
  c.client AS client,
  c.server AS server,
  c.duration AS duration,
  coalesce(c.client_bytes, 0) + c.server_bytes AS bytes_moved,
  CASE WHEN c.duration < l.p01_seconds THEN l.p01_seconds ELSE l.p99_seconds END AS usual_seconds,
  CASE WHEN coalesce(c.client_bytes, 0) + c.server_bytes < l.p01_bytes THEN l.p01_bytes ELSE l.p99_bytes END
    AS usual_bytes,
  1 AS count
FROM v_conn AS c
JOIN learned_session AS l
  ON l.sensor = c.sensor
  AND l.protocol = coalesce(c.service_protocol, c.port_protocol)
  AND l.client = c.client
  AND l.server = c.server
WHERE c.ts >= :since
  AND c.ts < :until
  AND l.sessions >= :least_learned
  AND c.server_bytes > 0
  AND (
    (c.duration > l.p99_seconds * :times_learned AND c.duration > l.p99_seconds + :seconds)
    OR (c.duration * :times_learned < l.p01_seconds AND c.duration + :seconds < l.p01_seconds)
    OR (
      coalesce(c.client_bytes, 0) + c.server_bytes > l.p99_bytes * :times_learned
      AND coalesce(c.client_bytes, 0) + c.server_bytes > l.p99_bytes + :bytes
    )
    OR (
      (coalesce(c.client_bytes, 0) + c.server_bytes) * :times_learned < l.p01_bytes
      AND coalesce(c.client_bytes, 0) + c.server_bytes + :bytes < l.p01_bytes
    )
  )
