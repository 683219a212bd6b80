/*---
title: Malformed Modbus
level: high
attack: [T0814]
aliases: [MALFORMED_MBAP_HEADER, PROTOCOL_VIOLATION]
reads: [v_weird, v_analyzer]
needs: [weird|analyzer]
dedup: [client, server]
explains: [analyzer-dropped, poll-missing]
message: "{count} malformed Modbus frames between {client} and {server}: {name}"
triage: Which side sent them? Zeek may have stopped reading the connection; look at what {server} did next.
falsepositives:
  - A device with a sloppy protocol stack
  - Packet loss in front of the sensor
tests:
  hit:
    rows:
      - {table: weird, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, name: modbus_diag_invalid_request_data}
      - {table: weird, at: 9, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, name: modbus_diag_unknown_request_subfunction}
    expect: [{client: 10.0.0.9, server: 10.0.0.2, count: 2, level: high}]
  hit, one frame that makes Zeek stop reading:
    rows: [{table: analyzer, client: 10.0.0.9, server: 10.0.0.2, violation: 1, analyzer: MODBUS, reason: protocol id is not 0}]
    expect: [{client: 10.0.0.9, count: 1, level: medium, name: protocol id is not 0}]
  quiet, what loss and other protocols leave:
    rows:
      - {table: weird, client: 10.0.0.9, server: 10.0.0.2, server_port: 502, name: TCP_ack_underflow_or_misorder}
      - {table: weird, client: 10.0.0.9, server: 10.0.0.2, server_port: 20000, name: dnp3_header_lacks_magic}
---*/
SELECT
  w.ts AS ts_start,
  w.ts AS ts_end,
  w.sensor AS sensor,
  w.client AS client,
  w.server AS server,
  'modbus' AS protocol,
  w.name AS name,
  'high' AS level,
  1 AS count
FROM v_weird AS w
WHERE w.ts >= :since
  AND w.ts < :until
  AND substr(w.name, 1, 7) = 'modbus_'
  AND w.client IS NOT NULL
UNION ALL
-- A capture that begins in the middle of a message gives these too.
SELECT
  v.ts AS ts_start,
  v.ts AS ts_end,
  v.sensor AS sensor,
  v.client AS client,
  v.server AS server,
  'modbus' AS protocol,
  coalesce(v.reason, 'analyzer violation') AS name,
  'medium' AS level,
  1 AS count
FROM v_analyzer AS v
WHERE v.ts >= :since
  AND v.ts < :until
  AND upper(v.analyzer) = 'MODBUS'
  AND v.client IS NOT NULL
