/*---
title: Modbus addresses outside what this client uses
level: medium
attack: [T0861]
reads: [v_modbus, v_address_use, v_activity]
needs: [baseline, modbus.address]
dedup: [client, server, unit, function_code]
explains: [modbus-bulk-read, modbus-slow-write]
message: "{client} uses {function} on {server} unit {unit} outside its learned addresses, {count|time}, first {quantity_used} from {first_address}"
triage: What do these addresses mean in the controller's register map? A write there deserves a call to the operators.
falsepositives:
  - A changed HMI picture or a new tag in the historian
tests:
  hit, a read:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      block: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, low: 0, high: 9}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, quantity: 10, every: 10, times: 30}
      - {at: 7, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 100, quantity: 4}
      - {at: 8, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 5, quantity: 6}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, count: 2, level: medium}]
  hit, a write:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      block: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 6, low: 40, high: 40}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: 41, quantity: 1}]
    expect: [{function_code: 6, level: high, count: 1}]
  quiet, part of a block, and a function that was never learned:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      block: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, low: 0, high: 9}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 9, quantity: 1}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 100, quantity: 1}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 2, function: 3, address: 100, quantity: 1}
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, address: 100, quantity: 1}
---*/
WITH used AS (
  SELECT DISTINCT
    u.sensor AS sensor, u.client AS client, u.server AS server, u.unit AS unit,
    u.function_code AS function_code, u.address AS address, u.quantity AS quantity
  FROM v_address_use AS u
  WHERE u.protocol = 'modbus'
    AND u.hour >= :since - 3600
    AND u.hour < :until
),
outside AS (
  SELECT
    u.sensor AS sensor, u.client AS client, u.server AS server, u.unit AS unit,
    u.function_code AS function_code, u.address AS address, u.quantity AS quantity
  FROM used AS u
  JOIN learned_block AS b
    ON b.protocol = 'modbus'
    AND b.sensor = u.sensor
    AND b.client = u.client
    AND b.server = u.server
    AND b.function_code = u.function_code
  -- A block that was learned without a unit holds for every unit.
  WHERE coalesce(b.unit, u.unit, -1) = coalesce(u.unit, -1)
  GROUP BY u.sensor, u.client, u.server, u.unit, u.function_code, u.address, u.quantity
  HAVING max(CASE WHEN u.address >= b.low AND u.address + u.quantity - 1 <= b.high THEN 1 ELSE 0 END) = 0
),
hot AS (
  SELECT DISTINCT a.minute AS minute
  FROM outside AS o
  JOIN v_activity AS a
    ON a.protocol = 'modbus'
    AND a.sensor = o.sensor
    AND a.client = o.client
    AND a.server = o.server
    AND a.function_code = o.function_code
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
  m.function_code AS function_code,
  m.function AS function,
  m.address AS first_address,
  coalesce(m.quantity, 1) AS quantity_used,
  CASE WHEN m.action = 'read' THEN 'medium' ELSE 'high' END AS level,
  CASE WHEN m.action = 'read' THEN 'T0861' ELSE 'T0836,T1692.001' END AS attack,
  1 AS count
FROM hot
JOIN v_modbus AS m ON m.ts >= hot.minute AND m.ts < hot.minute + 60
JOIN outside AS o
  ON o.sensor = m.sensor
  AND o.client = m.client
  AND o.server = m.server
  AND coalesce(o.unit, -1) = coalesce(m.unit, -1)
  AND o.function_code = m.function_code
  AND o.address = m.address
  AND o.quantity = coalesce(m.quantity, 1)
