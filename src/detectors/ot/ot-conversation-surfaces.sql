/*---
title: OT conversation that surfaces for a moment
level: medium
attack: [T0830]
reads: [v_conn, v_activity, v_log_minute]
needs: [conn]
params:
  moment: {type: number, default: 120, description: seconds that such a piece lasts at most}
  unseen: {type: integer, default: 150, description: seconds before and after the piece in which the sensor sees nothing of the two}
  watching: {type: number, default: 600, description: seconds that the sensor must have been there before}
  habit: {type: integer, default: 2, description: earlier pieces of the same connection within a day that make it one that is often silent}
  pairs: {type: integer, default: 5, description: "pairs without a handshake earlier that day that are still no habit of the tap"}
lookback: 90060
settle: 960
shows: effect
dedup: [protocol, client, server]
explains: [ot-connection-takeover]
message: "{count|piece} of a {protocol} conversation between {client} and {server} came into the sensor's sight for moments, without a beginning, and nothing else of the two: it was led past the sensor, or somebody spoke into it"
triage: A sensor sees a conversation or it does not. Compare the MAC addresses of the two in ARP tables and captures (ARP spoofing). Did the client have to connect anew just after it?
falsepositives:
  - A switch that forgot a MAC address and floods to all ports for a moment
  - Pieces of a capture instead of a running sensor
  - A tap that misses the handshake of a client that connects now and then
  - An outstation that reports by exception over a connection from before the sensor's time
tests:
  hit, a forged report and its confirmation:
    rows:
      - {at: 0, table: weird, name: something}
      - {at: 3605, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: UNSOLICITED_RESPONSE, kind: unsolicited}
      - {at: 3605, table: conn, uid: C1, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: OTH, history: ^dADa, duration: 0.1}
    expect:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, count: 1, level: medium}
  hit, again from another port, and the client's attempt to connect anew:
    rows:
      - {at: 0, table: weird, name: something}
      - {at: 3605, table: conn, uid: C1, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 502, service: modbus, conn_state: OTH, history: DTdatATFR, duration: 30}
      - {at: 3636, table: conn, uid: C2, client: 10.0.0.9, client_port: 55002, server: 10.0.0.2, server_port: 502, conn_state: S0, history: S}
      - {at: 9605, table: conn, uid: C3, client: 10.0.0.9, client_port: 55002, server: 10.0.0.2, server_port: 502, service: modbus, conn_state: OTH, history: ^dD, duration: 1}
    expect:
      - {protocol: modbus, count: 2}
  quiet, the two are seen all the time, and this piece goes on:
    rows:
      - {at: 0, protocol: modbus, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: 3, every: 60, times: 200}
      - {at: 3605, table: conn, uid: C2, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 502, service: modbus, conn_state: OTH, history: Dd, duration: 2}
      - {at: 3600, protocol: dnp3, uid: C3, client: 10.0.0.9, server: 10.0.0.3, function: READ, every: 60, times: 60}
      - {at: 3600, table: conn, uid: C3, client: 10.0.0.9, client_port: 55002, server: 10.0.0.3, server_port: 20000, service: dnp3_tcp, conn_state: OTH, history: Dd, duration: 3600}
  quiet, a tap that misses the handshakes of many:
    rows:
      - {at: 0, table: conn, uid: C1, client: 10.0.0.1, client_port: 55001, server: 10.0.0.2, server_port: 502, service: modbus, conn_state: OTH, history: Dd}
      - {at: 100, table: conn, uid: C2, client: 10.0.0.1, client_port: 55001, server: 10.0.0.3, server_port: 502, service: modbus, conn_state: OTH, history: Dd}
      - {at: 200, table: conn, uid: C3, client: 10.0.0.1, client_port: 55001, server: 10.0.0.4, server_port: 502, service: modbus, conn_state: OTH, history: Dd}
      - {at: 300, table: conn, uid: C4, client: 10.0.0.1, client_port: 55001, server: 10.0.0.5, server_port: 502, service: modbus, conn_state: OTH, history: Dd}
      - {at: 400, table: conn, uid: C5, client: 10.0.0.1, client_port: 55001, server: 10.0.0.6, server_port: 502, service: modbus, conn_state: OTH, history: Dd}
      - {at: 500, table: conn, uid: C6, client: 10.0.0.1, client_port: 55001, server: 10.0.0.8, server_port: 502, service: modbus, conn_state: OTH, history: Dd}
      - {at: 9000, table: conn, uid: C7, client: 10.0.0.1, client_port: 55002, server: 10.0.0.7, server_port: 502, service: modbus, conn_state: OTH, history: Dd}
  quiet, only conn.log is there, and it has the two all the time:
    rows:
      - {at: 0, table: conn, uid: C1, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 502, service: modbus, conn_state: OTH, history: Dd, duration: 2, every: 300, times: 20}
  quiet, an outstation that reports by exception, so that Zeek forgets its connection in between:
    rows:
      - {at: 0, table: weird, name: something}
      - {at: 1000, table: conn, uid: C1, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: S1, history: ShADad, duration: 20}
      - {at: 5000, table: conn, uid: C2, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: OTH, history: ^dADa, duration: 0.1, every: 3000, times: 5}
  quiet, the sensor has just begun, a handshake, no OT protocol, UDP:
    rows:
      - {at: 0, table: weird, name: something}
      - {at: 300, table: conn, uid: C1, client: 10.0.0.9, client_port: 55001, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: OTH, history: Dd, duration: 2}
      - {at: 5000, table: conn, uid: C2, client: 10.0.0.8, client_port: 55001, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: SF, history: ShADadFf, duration: 2}
      - {at: 5000, table: conn, uid: C3, client: 10.0.0.7, client_port: 55001, server: 10.0.0.2, server_port: 80, service: http, conn_state: OTH, history: Dd, duration: 2}
      - {at: 5000, table: conn, uid: C4, client: 10.0.0.6, client_port: 55001, server: 10.0.0.2, server_port: 20000, proto: udp, service: dnp3_udp, conn_state: SF, history: Dd, duration: 2}
---*/
-- A history without S or s is a TCP connection whose beginning was not seen.
WITH piece AS (
  SELECT
    c.ts AS ts, c.ts_end AS ts_end, c.sensor AS sensor, c.client AS client, c.client_port AS client_port,
    c.server AS server, c.server_port AS server_port, c.service_protocol AS protocol, c.file AS file,
    c.line AS line
  FROM v_conn AS c
  WHERE c.ts >= :since
    AND c.ts < :until
    AND c.service_protocol IS NOT NULL
    AND coalesce(c.proto, 'tcp') = 'tcp'
    AND coalesce(c.duration, 0) <= :moment
    AND c.history IS NOT NULL
    AND replace(lower(c.history), 's', '') = lower(c.history)
),
span AS (
  SELECT min(ts) - 90000 AS since, max(ts_end) + 960 AS until
  FROM piece
),
-- One pass over a day of connections, and none where there is no piece.
ot AS (
  SELECT
    c.ts AS ts, c.sensor AS sensor, c.client AS client, c.client_port AS client_port, c.server AS server,
    c.server_port AS server_port, c.service_protocol AS protocol, c.history AS history,
    CAST(c.ts / 3600.0 AS INTEGER) AS hour,
    CASE WHEN replace(lower(c.history), 's', '') = lower(c.history) THEN 1 ELSE 0 END AS headless
  FROM span
  CROSS JOIN v_conn AS c
  WHERE c.ts >= span.since
    AND c.ts < span.until
    AND c.service_protocol IS NOT NULL
),
-- What else is seen of the two, more than three minutes away: an incident may have several pieces.
seen AS (
  SELECT p.ts AS ts, p.file AS file, p.line AS line
  FROM piece AS p
  JOIN v_activity AS a
    ON a.sensor = p.sensor
    AND a.protocol = p.protocol
    AND a.client = p.client
    AND a.server = p.server
    AND a.minute >= p.ts - :unseen - 240
    AND a.minute <= p.ts_end + :unseen + 180
  WHERE a.minute < p.ts - 240
    OR a.minute > p.ts_end + 180
  UNION
  SELECT p.ts AS ts, p.file AS file, p.line AS line
  FROM piece AS p
  JOIN ot AS c
    ON c.sensor = p.sensor
    AND c.client = p.client
    AND c.server = p.server
    AND c.protocol = p.protocol
    AND c.ts >= p.ts - :unseen - 240
    AND c.ts <= p.ts_end + :unseen + 180
  WHERE c.ts < p.ts - 240
    OR c.ts > p.ts_end + 180
),
lonely AS (
  SELECT
    p.ts AS ts, p.ts_end AS ts_end, p.sensor AS sensor, p.client AS client, p.client_port AS client_port,
    p.server AS server, p.server_port AS server_port, p.protocol AS protocol, p.file AS file, p.line AS line,
    CAST(p.ts / 3600.0 AS INTEGER) AS hour
  FROM piece AS p
  LEFT JOIN seen AS s ON s.ts = p.ts AND s.file = p.file AND s.line = p.line
  WHERE s.ts IS NULL
),
-- A tap that misses handshakes misses those of many, hour by hour: pairs in the day before this hour and the last.
others AS (
  SELECT h.sensor AS sensor, h.hour AS hour, count(DISTINCT b.client || ' ' || b.server) AS pairs
  FROM (SELECT DISTINCT sensor, hour FROM lonely) AS h
  JOIN (SELECT DISTINCT sensor, hour, client, server FROM ot WHERE headless = 1) AS b
    ON b.sensor = h.sensor AND b.hour >= h.hour - 24 AND b.hour <= h.hour - 2
  GROUP BY h.sensor, h.hour
),
-- The same ports before: Zeek forgets a silent connection and meets it again without a handshake. An
-- attempt to connect that nobody answered is no beginning.
earlier AS (
  SELECT
    p.ts AS ts, p.file AS file, p.line AS line,
    count(*) AS pieces,
    sum(CASE WHEN replace(c.history, 'h', '') <> c.history THEN 1 ELSE 0 END) AS beginnings
  FROM lonely AS p
  JOIN ot AS c
    ON c.sensor = p.sensor
    AND c.client = p.client
    AND c.client_port = p.client_port
    AND c.server = p.server
    AND c.server_port = p.server_port
    AND c.ts >= p.ts - 86400
    AND c.ts < p.ts - 180
  GROUP BY p.ts, p.file, p.line
),
watched AS (
  SELECT p.ts AS ts, p.file AS file, p.line AS line, count(*) AS minutes
  FROM lonely AS p
  JOIN v_log_minute AS g
    ON g.sensor = p.sensor
    AND g.minute >= p.ts - 86400
    AND g.minute <= p.ts - :watching
  GROUP BY p.ts, p.file, p.line
)
SELECT
  p.ts AS ts_start,
  p.ts_end AS ts_end,
  p.sensor AS sensor,
  p.client AS client,
  p.server AS server,
  p.protocol AS protocol,
  1 AS count
FROM lonely AS p
JOIN watched AS w ON w.ts = p.ts AND w.file = p.file AND w.line = p.line
LEFT JOIN others AS o ON o.sensor = p.sensor AND o.hour = p.hour
LEFT JOIN earlier AS e ON e.ts = p.ts AND e.file = p.file AND e.line = p.line
WHERE coalesce(e.beginnings, 0) = 0
  AND coalesce(e.pieces, 0) < :habit
  AND coalesce(o.pairs, 0) <= :pairs
