/*---
title: Modbus request for more than fits
level: medium
attack: [T0814]
aliases: [EXCESSIVE_QUANTITY]
reads: [v_modbus, v_modbus_read_write, v_address_use, v_activity]
needs: [modbus.address]
dedup: [client, server]
message: "{client} asks {server} for more than a Modbus frame holds, {count|time}, first {function} of {asked} from {first_address}"
triage: A fuzzer, or an exploit of a length check? Did {server} still answer afterwards?
falsepositives:
  - A faulty driver
tests:
  hit:
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, address: 0, quantity: 126}
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 1, address: 0, quantity: 2001, outcome: 3, at: 30}
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 16, address: 0, quantity: 124, at: 40}
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 15, address: 0, quantity: 1969, at: 50}
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 4, address: 65530, quantity: 10, at: 55}
    expect: [{client: 10.0.0.9, server: 10.0.0.2, count: 5, level: high}]
  hit, what function 23 writes:
    rows: [{table: modbus_read_write, client: 10.0.0.9, server: 10.0.0.2, unit: 1, request: 1, write_address: 0, write_quantity: 122, read_address: 0, read_quantity: 1}]
    expect: [{client: 10.0.0.9, server: 10.0.0.2, count: 1, function: READ_WRITE_MULTIPLE_REGISTERS, asked: 122}]
  quiet, the most that fits:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, quantity: 125}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 2, address: 0, quantity: 2000}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 16, address: 0, quantity: 123}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 15, address: 0, quantity: 1968}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 65535, quantity: 1}
      - {table: modbus_read_write, client: 10.0.0.1, server: 10.0.0.2, unit: 1, request: 1, write_address: 0, write_quantity: 121, read_address: 0, read_quantity: 125}
---*/
-- Modbus Application Protocol V1.1b3 section 6.
WITH too_much AS (
  SELECT DISTINCT
    u.sensor AS sensor, u.client AS client, u.server AS server, u.function_code AS function_code,
    u.address AS address, u.quantity AS quantity
  FROM v_address_use AS u
  WHERE u.protocol = 'modbus'
    AND u.hour >= :since - 3600
    AND u.hour < :until
    AND (
      (u.function_code IN (1, 2) AND u.quantity > 2000)
      OR (u.function_code IN (3, 4, 23) AND u.quantity > 125)
      OR (u.function_code = 15 AND u.quantity > 1968)
      OR (u.function_code = 16 AND u.quantity > 123)
      OR (u.function_code IN (1, 2, 3, 4, 5, 6, 15, 16) AND u.address + u.quantity > 65536)
    )
),
hot AS (
  SELECT DISTINCT a.minute AS minute
  FROM too_much AS t
  JOIN v_activity AS a
    ON a.protocol = 'modbus'
    AND a.sensor = t.sensor
    AND a.client = t.client
    AND a.server = t.server
    AND a.function_code = t.function_code
    AND a.minute >= :since
    AND a.minute < :until
)
SELECT
  m.ts AS ts_start,
  m.ts AS ts_end,
  m.sensor AS sensor,
  m.client AS client,
  m.server AS server,
  'modbus' AS protocol,
  m.unit AS unit,
  m.function AS function,
  m.address AS first_address,
  m.quantity AS asked,
  CASE WHEN m.exception_code IS NULL THEN 'medium' ELSE 'high' END AS level,
  1 AS count
FROM hot
JOIN v_modbus AS m ON m.ts >= hot.minute AND m.ts < hot.minute + 60
JOIN too_much AS t
  ON t.sensor = m.sensor
  AND t.client = m.client
  AND t.server = m.server
  AND t.function_code = m.function_code
  AND t.address = m.address
  AND t.quantity = m.quantity
UNION ALL
-- What function 23 writes stands apart; few use it.
SELECT
  w.ts AS ts_start,
  w.ts AS ts_end,
  w.sensor AS sensor,
  w.client AS client,
  w.server AS server,
  'modbus' AS protocol,
  w.unit AS unit,
  'READ_WRITE_MULTIPLE_REGISTERS' AS function,
  w.write_address AS first_address,
  w.write_quantity AS asked,
  'medium' AS level,
  1 AS count
FROM v_modbus_read_write AS w
WHERE w.ts >= :since
  AND w.ts < :until
  AND (w.write_quantity > 121 OR w.write_address + w.write_quantity > 65536)
