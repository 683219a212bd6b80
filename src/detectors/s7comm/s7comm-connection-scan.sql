/*---
title: S7comm connection scan
level: high
attack: [T0846.001]
reads: [v_cotp]
needs: [cotp]
params:
  servers: {type: integer, default: 5, description: "different hosts that one client asks for a COTP connection within 60 s"}
  refused: {type: integer, default: 10, description: "connection requests to one host without a confirmation within 60 s"}
lookback: 60
settle: 60
dedup: [client]
message: "{client} asked for {count} COTP connections: {servers} hosts, or many unconfirmed requests to one, within a minute"
triage: An engineering tool opens a few connections. A scanner walks through addresses, or through rack and slot of one PLC.
falsepositives:
  - A data collector or engineering station that starts and opens all of its connections; a baseline learns its PLCs
tests:
  hit, many hosts:
    rows:
      - {at: 40, table: cotp_message, client: 10.0.0.9, server: 10.0.0.2, pdu: 14, from_client: 1}
      - {at: 45, table: cotp_message, client: 10.0.0.9, server: 10.0.0.3, pdu: 14, from_client: 1}
      - {at: 50, table: cotp_message, client: 10.0.0.9, server: 10.0.0.4, pdu: 14, from_client: 1}
      - {at: 65, table: cotp_message, client: 10.0.0.9, server: 10.0.0.5, pdu: 14, from_client: 1}
      - {at: 70, table: cotp_message, client: 10.0.0.9, server: 10.0.0.6, pdu: 14, from_client: 1}
    expect:
      - {client: 10.0.0.9, count: 5}
  hit, rack and slot of one:
    rows:
      - {at: 40, table: cotp_message, uid: C1, client: 10.0.0.9, server: 10.0.0.2, pdu: 14, from_client: 1, every: 2, times: 20}
    expect:
      - {client: 10.0.0.9, count: 20}
  quiet, one host reconnects, and what the baseline knows:
    baseline:
      channel:
        - {protocol: s7comm, client: 10.0.0.8, server: 10.0.0.3, exchanges: 500}
        - {protocol: s7comm, client: 10.0.0.8, server: 10.0.0.4, exchanges: 500}
        - {protocol: s7comm, client: 10.0.0.8, server: 10.0.0.5, exchanges: 500}
    rows:
      - {at: 40, table: cotp_message, client: 10.0.0.9, server: 10.0.0.2, pdu: 14, from_client: 1, every: 1, times: 30}
      - {at: 40.1, table: cotp_message, client: 10.0.0.9, server: 10.0.0.2, pdu: 13, from_client: 0, every: 1, times: 30}
      - {at: 40, table: cotp_message, client: 10.0.0.8, server: 10.0.0.2, pdu: 14, from_client: 1}
      - {at: 41, table: cotp_message, client: 10.0.0.8, server: 10.0.0.3, pdu: 14, from_client: 1}
      - {at: 42, table: cotp_message, client: 10.0.0.8, server: 10.0.0.4, pdu: 14, from_client: 1}
      - {at: 43, table: cotp_message, client: 10.0.0.8, server: 10.0.0.5, pdu: 14, from_client: 1}
      - {at: 44, table: cotp_message, client: 10.0.0.8, server: 10.0.0.6, pdu: 14, from_client: 1}
---*/
WITH known AS (
  SELECT DISTINCT c.sensor AS sensor, c.client AS client, c.server AS server
  FROM learned_channel AS c
  WHERE c.protocol IN ('s7comm', 's7comm-plus')
),
units AS (
  SELECT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.pdu AS pdu,
    m.file AS file, m.line AS line, CAST(m.ts / 60.0 AS INTEGER) AS minute
  FROM v_cotp AS m
  LEFT JOIN known ON known.sensor = m.sensor AND known.client = m.client AND known.server = m.server
  WHERE m.pdu IN (13, 14)
    AND known.sensor IS NULL
    AND m.ts >= :since - 120
    AND m.ts < :until + 120
),
asked AS (
  SELECT sensor, client, server, ts, file, line, minute FROM units WHERE pdu = 14
),
reachable AS (
  SELECT sensor, client, server, ts, pdu, minute AS minute FROM units
  UNION ALL
  SELECT sensor, client, server, ts, pdu, minute + 1 AS minute FROM units
),
so_far AS (
  SELECT
    n.sensor AS sensor, n.client AS client, n.server AS server, n.ts AS ts, n.file AS file, n.line AS line,
    count(DISTINCT r.server) AS servers,
    count(*) FILTER (WHERE r.server = n.server AND r.pdu = 14) AS requests,
    count(*) FILTER (WHERE r.server = n.server AND r.pdu = 13) AS confirmations
  FROM asked AS n
  JOIN reachable AS r
    ON r.sensor = n.sensor
    AND r.client = n.client
    AND r.minute = n.minute
    AND r.ts >= n.ts - 60
    AND r.ts <= n.ts
  GROUP BY n.sensor, n.client, n.server, n.ts, n.file, n.line
),
reached AS (
  SELECT
    sensor, client, server, ts,
    max(servers) OVER (
      PARTITION BY sensor, client ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS servers,
    max(requests - confirmations) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS unconfirmed
  FROM so_far
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'cotp' AS protocol,
  14 AS pdu,
  servers AS servers,
  1 AS count
FROM reached
WHERE (servers >= :servers OR unconfirmed >= :refused)
  AND ts >= :since
  AND ts < :until
