/*---
title: Modbus exception sent by a client
level: high
attack: [T0830, T1692.002]
reads: [v_modbus, v_activity]
needs: [modbus.request]
dedup: [client, server]
message: "{client} sends {server} {count|exception}, which only a server may send"
triage: Is this a test tool, a fuzzer, or somebody who speaks into the connection from the wrong side?
falsepositives:
  - A sensor that confuses the two sides of a connection whose beginning it missed
tests:
  hit:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, log: modbus, unit: 1, function: 3, every: 10, times: 60}
      - {at: 305, client: 10.0.0.1, server: 10.0.0.2, log: modbus, unit: 1, function: 3, kind: request, outcome: 2, every: 1, times: 2}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, count: 2}]
  quiet, exceptions of the server:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, log: modbus, unit: 1, function: 3, outcome: 2, every: 10, times: 60}
      - {at: 305, client: 10.0.0.1, server: 10.0.0.2, log: modbus, unit: 1, function: 3, kind: response, outcome: 2, every: 1, times: 2}
      - {at: 405, client: 10.0.0.1, server: 10.0.0.2, log: modbus, unit: 1, function: 3, kind: request}
  quiet, a sensor that sees every conversation the wrong way around:
    rows: [{client: 10.0.0.2, server: 10.0.0.1, log: modbus, unit: 1, function: 3, kind: request, outcome: 2, every: 10, times: 60}]
---*/
-- In the rollup it is an exception that no response brought.
WITH wrong AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    sum(a.exceptions - a.responses) AS exceptions
  FROM v_activity AS a
  WHERE a.protocol = 'modbus'
    AND a.outcome IS NOT NULL
    AND a.exceptions > a.responses
    AND a.minute >= :since
    AND a.minute < :until
  GROUP BY a.minute, a.sensor, a.client, a.server
),
-- Where most are, the sensor rather takes the two sides for one another.
hot AS (
  SELECT w.minute AS minute, w.sensor AS sensor, w.client AS client, w.server AS server
  FROM wrong AS w
  JOIN v_activity AS a
    ON a.protocol = 'modbus'
    AND a.minute = w.minute
    AND a.sensor = w.sensor
    AND a.client = w.client
    AND a.server = w.server
  GROUP BY w.minute, w.sensor, w.client, w.server, w.exceptions
  HAVING w.exceptions * 2 < sum(a.exchanges)
)
SELECT
  m.ts AS ts_start,
  m.ts AS ts_end,
  m.sensor AS sensor,
  m.client AS client,
  m.server AS server,
  'modbus' AS protocol,
  m.unit AS unit,
  m.exception_code AS exception_code,
  'request' AS kind,
  1 AS count
FROM hot AS h
JOIN v_modbus AS m
  ON m.ts >= h.minute
  AND m.ts < h.minute + 60
  AND m.sensor = h.sensor
  AND m.client = h.client
  AND m.server = h.server
WHERE m.kind = 'request'
  AND m.exception_code IS NOT NULL
