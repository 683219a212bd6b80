/*---
title: Analyzer dropped OT connections
level: medium
attack: [T0814]
aliases: [MALFORMED_MBAP_HEADER, PROTOCOL_VIOLATION]
reads: [v_analyzer]
needs: [analyzer]
params:
  per_day: {type: integer, default: 3, description: violations of one pair within a day}
lookback: 86400
settle: 86400
shows: effect
dedup: [client, server, analyzer]
explains: [poll-missing]
message: "Zeek gave up reading {count} {analyzer} connections from {client} to {server}: {reason}; what they went on to say is unseen"
triage: One malformed frame blinds the sensor to the rest of a connection. Who sends them, and what did {server} do then?
falsepositives:
  - A device with a sloppy protocol stack
  - Packet loss in front of the sensor
tests:
  hit:
    rows:
      - {table: analyzer, client: 10.0.0.9, server: 10.0.0.2, violation: 1, analyzer: MODBUS, reason: protocol id, every: 20000, times: 4}
    expect: [{client: 10.0.0.9, server: 10.0.0.2, analyzer: MODBUS, count: 4}]
  quiet, too few, and no violations of an OT analyzer:
    rows:
      - {table: analyzer, client: 10.0.0.9, server: 10.0.0.2, violation: 1, analyzer: MODBUS, reason: x, every: 50000, times: 4}
      - {table: analyzer, client: 10.0.0.9, server: 10.0.0.3, violation: 1, analyzer: SSL, reason: x, every: 50, times: 4}
      - {table: analyzer, client: 10.0.0.9, server: 10.0.0.4, violation: 0, analyzer: MODBUS, every: 50, times: 4}
---*/
WITH near AS (
  SELECT
    v.ts AS ts, v.sensor AS sensor, v.client AS client, v.server AS server, v.analyzer AS analyzer,
    v.reason AS reason
  FROM v_analyzer AS v
  WHERE v.ts >= :since - 86400
    AND v.ts < :until + 86400
    AND upper(v.analyzer) IN (
      'MODBUS', 'DNP3', 'DNP3_TCP', 'DNP3_UDP', 'S7COMM', 'S7COMM_TCP', 'S7COMM_PLUS', 'COTP',
      'ISO_COTP', 'SPICY_S7COMM', 'SPICY_COTP'
    )
),
so_far AS (
  SELECT
    ts, sensor, client, server, analyzer, reason,
    count(*) OVER (
      PARTITION BY sensor, client, server, analyzer
      ORDER BY ts RANGE BETWEEN 86400 PRECEDING AND CURRENT ROW
    ) AS within_day
  FROM near
),
reached AS (
  SELECT
    ts, sensor, client, server, analyzer, reason,
    max(within_day) OVER (
      PARTITION BY sensor, client, server, analyzer
      ORDER BY ts RANGE BETWEEN CURRENT ROW AND 86400 FOLLOWING
    ) AS most
  FROM so_far
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  CASE upper(substr(analyzer, 1, 4)) WHEN 'MODB' THEN 'modbus' WHEN 'DNP3' THEN 'dnp3' ELSE 's7comm' END
    AS protocol,
  analyzer AS analyzer,
  reason AS reason,
  1 AS count
FROM reached
WHERE most >= :per_day
  AND ts >= :since
  AND ts < :until
