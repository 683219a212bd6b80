/*---
title: OT conversation whose segments pass twice
level: medium
attack: [T0830]
reads: [v_conn]
needs: [conn]
params:
  share: {type: number, default: 0.05, description: share of the packets of a connection that are sent again at least}
  pairs: {type: integer, default: 2, description: "other pairs that pass twice within the same hour, so that the tap itself doubles"}
lookback: 3660
settle: 0
shows: effect
dedup: [protocol, client, server]
explains: [ot-conversation-surfaces, ot-connection-takeover]
message: "Segments of {protocol} between {client} and {server} pass the sensor twice in both directions, on {count|connection}: somebody may stand in the middle and forward them"
triage: Do both copies have the same MAC addresses? A tap doubles frames as they are; who forwards them puts in an own MAC address, lowers the TTL or changes the content.
falsepositives:
  - A mirror port that mirrors a frame both when it comes in and when it goes out
  - A bad line on which much is lost
tests:
  hit:
    rows:
      - {at: 5, table: conn, uid: C1, client: 10.0.0.9, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: OTH, history: DTdatATt, duration: 45, client_packets: 76, server_packets: 70}
      - {at: 900, table: conn, uid: C2, client: 10.0.0.9, server: 10.0.0.2, server_port: 20000, service: dnp3_tcp, conn_state: OTH, history: DTdatATFR, duration: 26, client_packets: 34, server_packets: 32}
    expect:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, count: 2, level: medium}
  hit although another pair has it too:
    rows:
      - {at: 5, table: conn, uid: C1, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, service: modbus, history: ShADTdatATt, client_packets: 76, server_packets: 70}
      - {at: 9, table: conn, uid: C2, client: 10.0.0.8, server: 10.0.0.2, server_port: 502, service: modbus, history: ShADTdatATt, client_packets: 76, server_packets: 70}
    expect: [{client: 10.0.0.9, count: 1}, {client: 10.0.0.8, count: 1}]
  quiet, some losses, one direction only, and a log without packets:
    rows:
      - {at: 5, table: conn, uid: C1, client: 10.0.0.9, server: 10.0.0.2, server_port: 102, service: s7comm, history: DdttTt, client_packets: 2641, server_packets: 2806}
      - {at: 5, table: conn, uid: C2, client: 10.0.0.9, server: 10.0.0.3, server_port: 20000, service: dnp3_tcp, history: ^dDTaT, client_packets: 11, server_packets: 3}
      - {at: 5, table: conn, uid: C3, client: 10.0.0.9, server: 10.0.0.4, server_port: 20000, service: dnp3_tcp, history: ShADTdatFf, client_packets: 30, server_packets: 28}
      - {at: 5, table: conn, uid: C4, client: 10.0.0.9, server: 10.0.0.5, server_port: 20000, service: dnp3_tcp, history: DTdatATt}
  quiet, the tap doubles all:
    rows:
      - {at: 5, table: conn, uid: C1, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, service: modbus, history: ShADTdatATt, client_packets: 76, server_packets: 70}
      - {at: 6, table: conn, uid: C2, client: 10.0.0.8, server: 10.0.0.3, server_port: 80, service: http, history: ShADTdatATt, client_packets: 76, server_packets: 70}
      - {at: 7, table: conn, uid: C3, client: 10.0.0.7, server: 10.0.0.4, server_port: 502, service: modbus, history: ShADTdatATt, client_packets: 76, server_packets: 70}
---*/
-- Zeek writes T and t with the 1st, 10th, 100th ... segment that is sent again, so two of them are ten at least.
WITH counted AS (
  SELECT
    c.ts AS ts, c.ts_end AS ts_end, c.sensor AS sensor, c.client AS client, c.server AS server,
    c.service_protocol AS protocol, c.client_packets AS client_packets, c.server_packets AS server_packets,
    length(c.history) - length(replace(c.history, 'T', '')) AS client_marks,
    length(c.history) - length(replace(c.history, 't', '')) AS server_marks
  FROM v_conn AS c
  WHERE c.ts >= :since - 3660
    AND c.ts < :until
    AND coalesce(c.proto, 'tcp') = 'tcp'
    AND c.client_packets + c.server_packets > 0
),
doubled AS (
  SELECT ts, ts_end, sensor, client, server, protocol
  FROM counted
  WHERE client_marks > 0
    AND server_marks > 0
    AND client_marks + server_marks > 2
    AND CASE client_marks WHEN 1 THEN 1 WHEN 2 THEN 10 WHEN 3 THEN 100 WHEN 4 THEN 1000 ELSE 10000 END
      + CASE server_marks WHEN 1 THEN 1 WHEN 2 THEN 10 WHEN 3 THEN 100 WHEN 4 THEN 1000 ELSE 10000 END
      >= :share * (client_packets + server_packets)
),
others AS (
  SELECT d.ts AS ts, d.sensor AS sensor, d.client AS client, d.server AS server, count(*) AS pairs
  FROM (
    SELECT DISTINCT
      one.ts AS ts, one.sensor AS sensor, one.client AS client, one.server AS server,
      other.client AS other_client, other.server AS other_server
    FROM doubled AS one
    JOIN doubled AS other
      ON other.sensor = one.sensor
      AND other.ts >= one.ts - 3600
      AND other.ts <= one.ts + 60
      AND other.client <> one.client
      AND other.server <> one.server
  ) AS d
  GROUP BY d.ts, d.sensor, d.client, d.server
)
SELECT
  d.ts AS ts_start,
  d.ts_end AS ts_end,
  d.sensor AS sensor,
  d.client AS client,
  d.server AS server,
  d.protocol AS protocol,
  1 AS count
FROM doubled AS d
LEFT JOIN others AS o
  ON o.ts = d.ts AND o.sensor = d.sensor AND o.client = d.client AND o.server = d.server
WHERE d.protocol IS NOT NULL
  AND coalesce(o.pairs, 0) < :pairs
  AND d.ts >= :since
  AND d.ts < :until
