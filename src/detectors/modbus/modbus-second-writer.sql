/*---
title: Second writer on a register that had one owner
level: high
attack: [T1692.001, T0848]
reads: [v_modbus, v_activity, v_address_use, learned_writer]
needs: [baseline, modbus.address]
params:
  writes: {type: integer, default: 3, description: "learned writes of the owner from which it counts as one"}
lookback: 3600
settle: 3600
dedup: [client, server, unit]
explains: [new-address, modbus-slow-write]
message: "{client} writes address {address} of {server} unit {unit}, which {owner} wrote alone while the baseline was learned ({count|write})"
triage: Did {client} take over from {owner}, as a redundant station does? If not, read back what was written and find who sits there.
falsepositives:
  - A stand-in that takes over; learn with it, or accept it
tests:
  hit:
    baseline:
      writer:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, point_table: holding, low: 8, high: 9, exchanges: 40}
        - {protocol: modbus, client: 10.0.0.3, server: 10.0.0.2, unit: 1, point_table: holding, low: 100, high: 100, exchanges: 40}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 16, address: 8, quantity: 2, every: 60, times: 5}
      - {at: 90, client: 10.0.0.3, server: 10.0.0.2, unit: 1, function: 6, address: 9, quantity: 1, every: 100, times: 2}
    expect: [{client: 10.0.0.3, server: 10.0.0.2, unit: 1, address: 9, owner: 10.0.0.1, count: 2}]
  quiet, both have written it, another unit, a coil, nobody's address:
    baseline:
      writer:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, point_table: holding, low: 8, high: 9, exchanges: 40}
        - {protocol: modbus, client: 10.0.0.3, server: 10.0.0.2, unit: 1, point_table: holding, low: 9, high: 9, exchanges: 1}
    rows:
      - {at: 90, client: 10.0.0.3, server: 10.0.0.2, unit: 1, function: 6, address: 9, quantity: 1}
      - {at: 91, client: 10.0.0.3, server: 10.0.0.2, unit: 2, function: 6, address: 8, quantity: 1}
      - {at: 92, client: 10.0.0.3, server: 10.0.0.2, unit: 1, function: 5, address: 8, quantity: 1}
      - {at: 93, client: 10.0.0.3, server: 10.0.0.2, unit: 1, function: 6, address: 20, quantity: 1}
---*/
WITH used AS (
  SELECT
    u.hour AS hour, u.sensor AS sensor, u.client AS client, u.server AS server, u.unit AS unit,
    u.function_code AS function_code, u.address AS address, u.quantity AS quantity,
    min(l.client) AS owner
  FROM v_address_use AS u
  JOIN learned_writer AS l
    ON l.sensor = u.sensor
    AND l.protocol = u.protocol
    AND l.server = u.server
    AND coalesce(l.unit, -1) = coalesce(u.unit, -1)
    AND l.point_table = CASE WHEN u.function_code IN (5, 15) THEN 'coil' ELSE 'holding' END
    AND l.low <= u.address + u.quantity - 1
    AND l.high >= u.address
  WHERE u.hour > :since - 3600
    AND u.hour < :until
    AND u.protocol = 'modbus'
    AND u.function_code IN (5, 6, 15, 16)
  GROUP BY u.hour, u.sensor, u.client, u.server, u.unit, u.function_code, u.address, u.quantity
  -- One owner, who is somebody else, and made a habit of it.
  HAVING count(DISTINCT l.client) = 1
    AND min(l.client) <> u.client
    AND sum(l.exchanges) >= :writes
),
hot AS (
  SELECT DISTINCT
    a.minute AS minute, u.hour AS hour, u.sensor AS sensor, u.client AS client, u.server AS server
  FROM used AS u
  JOIN v_activity AS a
    ON a.sensor = u.sensor
    AND a.protocol = 'modbus'
    AND a.client = u.client
    AND a.server = u.server
    AND a.function_code = u.function_code
    AND a.minute >= u.hour
    AND a.minute < u.hour + 3600
)
SELECT
  m.ts AS ts_start,
  m.ts AS ts_end,
  m.sensor AS sensor,
  m.client AS client,
  m.server AS server,
  m.unit AS unit,
  m.address AS address,
  u.owner AS owner,
  1 AS count
FROM hot AS h
JOIN v_modbus AS m
  ON m.ts >= h.minute
  AND m.ts < h.minute + 60
  AND m.sensor = h.sensor
  AND m.client = h.client
  AND m.server = h.server
JOIN used AS u
  ON u.hour = h.hour
  AND u.sensor = m.sensor
  AND u.client = m.client
  AND u.server = m.server
  AND coalesce(u.unit, -1) = coalesce(m.unit, -1)
  AND u.function_code = m.function_code
  AND u.address = m.address
  AND u.quantity = coalesce(m.quantity, 1)
WHERE m.ts >= :since
  AND m.ts < :until
