/*---
title: Injected segments on an OT connection
level: high
attack: [T0830, T1692.001]
reads: [v_weird, v_modbus, v_dnp3, v_s7comm]
needs: [weird]
params:
  alone: {type: integer, default: 3, description: such oddities on one connection within 300 s where no command is beside them}
lookback: 600
settle: 300
dedup: [client, server]
explains: [ot-conversation-surfaces, ot-connection-takeover]
message: "{count|segment} on connections from {client} to {server} do not fit into their stream ({first_name}), {beside}: somebody else may speak into them"
triage: Compare the MAC addresses and the IP identification of the segments. Does the controller or the client reset the connection just after it?
falsepositives:
  - A sensor that sees packets twice or out of order, or loses them (capture_loss)
  - A capture that began in the middle of the connection
tests:
  hit, beside a command:
    rows:
      - {at: 58, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: COLD_RESTART, kind: request}
      - {at: 61, table: weird, name: TCP_ack_underflow_or_misorder, uid: C1, client: 10.0.0.9, server: 10.0.0.2, server_port: 20000}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, protocol: dnp3, count: 1, level: high}
  hit, a Modbus write:
    rows:
      - {at: 58, protocol: modbus, uid: C1, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6}
      - {at: 57, table: weird, name: TCP_ack_underflow_or_misorder, uid: C1, client: 10.0.0.9, server: 10.0.0.2, server_port: 502}
    expect:
      - {protocol: modbus, count: 1}
  hit, three without a command:
    rows:
      - {at: 0, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: READ, every: 10, times: 30}
      - {at: 5, table: weird, name: dnp3_unexpected_flow_direction, uid: C1, client: 10.0.0.9, server: 10.0.0.2, every: 90, times: 3}
    expect:
      - {count: 3, level: medium}
  quiet, two of them, another connection, and other oddities:
    rows:
      - {at: 0, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: READ, every: 10, times: 30}
      - {at: 5, table: weird, name: TCP_ack_underflow_or_misorder, uid: C1, client: 10.0.0.9, server: 10.0.0.2, every: 90, times: 2}
      - {at: 5, protocol: dnp3, uid: C2, client: 10.0.0.9, server: 10.0.0.2, function: WRITE}
      - {at: 5, table: weird, name: window_recision, uid: C2, client: 10.0.0.9, server: 10.0.0.2, every: 1, times: 9}
      - {at: 5, table: weird, name: dnp3_header_lacks_magic, uid: C3, client: 10.0.0.7, server: 10.0.0.2, every: 1, times: 9}
---*/
WITH odd AS (
  SELECT
    w.ts AS ts, w.sensor AS sensor, w.client AS client, w.server AS server, w.uid AS uid, w.name AS name,
    w.file AS file, w.line AS line
  FROM v_weird AS w
  WHERE w.name IN (
      'TCP_ack_underflow_or_misorder', 'dnp3_unexpected_flow_direction', 'dnp3_header_lacks_magic',
      'data_before_established'
    )
    AND w.uid <> ''
    AND w.ts >= :since - 600
    AND w.ts < :until + 300
),
-- Only oddities of connections that carry OT messages count; a command within five seconds decides.
messages AS (
  SELECT
    odd.ts AS ts, odd.file AS file, odd.line AS line, 'dnp3' AS protocol,
    CASE WHEN m.ts >= odd.ts - 5 AND m.ts <= odd.ts + 5
      AND m.action IN ('write', 'control', 'restart', 'freeze', 'mode', 'program') THEN 1 ELSE 0 END AS command
  FROM odd
  JOIN v_dnp3 AS m ON m.ts >= odd.ts - 300 AND m.ts <= odd.ts + 60 AND m.uid = odd.uid AND m.sensor = odd.sensor
  UNION ALL
  SELECT
    odd.ts AS ts, odd.file AS file, odd.line AS line, 'modbus' AS protocol,
    CASE WHEN m.ts >= odd.ts - 5 AND m.ts <= odd.ts + 5
      AND m.action IN ('write', 'control', 'restart', 'freeze', 'mode', 'program') THEN 1 ELSE 0 END AS command
  FROM odd
  JOIN v_modbus AS m ON m.ts >= odd.ts - 300 AND m.ts <= odd.ts + 60 AND m.uid = odd.uid AND m.sensor = odd.sensor
  UNION ALL
  SELECT
    odd.ts AS ts, odd.file AS file, odd.line AS line, 's7comm' AS protocol,
    CASE WHEN m.ts >= odd.ts - 5 AND m.ts <= odd.ts + 5
      AND m.action IN ('write', 'control', 'restart', 'freeze', 'mode', 'program') THEN 1 ELSE 0 END AS command
  FROM odd
  JOIN v_s7comm AS m ON m.ts >= odd.ts - 300 AND m.ts <= odd.ts + 60 AND m.uid = odd.uid AND m.sensor = odd.sensor
),
about AS (
  SELECT ts, file, line, min(protocol) AS protocol, max(command) AS command
  FROM messages
  GROUP BY ts, file, line
),
so_far AS (
  SELECT
    odd.ts AS ts, odd.sensor AS sensor, odd.client AS client, odd.server AS server, odd.uid AS uid,
    odd.name AS name, about.protocol AS protocol, about.command AS command,
    count(*) OVER (
      PARTITION BY odd.sensor, odd.uid ORDER BY odd.ts RANGE BETWEEN 300 PRECEDING AND CURRENT ROW
    ) AS within
  FROM odd
  JOIN about ON about.ts = odd.ts AND about.file = odd.file AND about.line = odd.line
),
reached AS (
  SELECT
    ts, sensor, client, server, uid, name, protocol, command,
    max(within) OVER (
      PARTITION BY sensor, uid ORDER BY ts RANGE BETWEEN CURRENT ROW AND 300 FOLLOWING
    ) AS most
  FROM so_far
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  protocol AS protocol,
  1 AS count,
  name AS first_name,
  CASE WHEN command = 1 THEN 'beside a command' ELSE 'several on one connection' END AS beside,
  CASE WHEN command = 1 THEN 'high' ELSE 'medium' END AS level
FROM reached
WHERE (command = 1 OR most >= :alone)
  AND ts >= :since
  AND ts < :until
