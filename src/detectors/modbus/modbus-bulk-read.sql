/*---
title: Modbus bulk read
level: medium
attack: [T0802, T0801]
reads: [v_modbus, v_address_use, learned_read]
needs: [baseline.read, modbus.address]
params:
  times_learned: {type: number, default: 5, description: times the addresses of the busiest learned hour or the largest learned request}
  least: {type: integer, default: 100, description: addresses within an hour that it must be more at least}
  quantity: {type: integer, default: 50, description: addresses that a single request must have at least}
  few_hours: {type: integer, default: 24, description: "learned hours below which twice as much is asked for, since not all screens were seen"}
lookback: 3600
settle: 3600
dedup: [client, server]
message: "{client} reads {count} different addresses of {server} within an hour with {function}, up to {largest} at once; {learned} and {learned_largest} were learned"
triage: Somebody may be copying the register map. Is a new screen or a historian being set up?
falsepositives:
  - A new trend or report of the HMI
tests:
  hit, a walk within the known addresses:
    baseline: &poller
      read: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 3, hours: 200, most_addresses: 30, largest_quantity: 10}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, quantity: 10, every: 10, times: 300}
      - {at: 5, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: [0, 1], quantity: 1, every: 3, times: 200}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, count: 210}]
  hit, all at once:
    baseline: *poller
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, quantity: 125}]
    expect: [{count: 125, largest: 125}]
  quiet, the same requests again and again, a little more, a client with many screens:
    baseline:
      read:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 3, hours: 200, most_addresses: 30, largest_quantity: 10}
        - {protocol: modbus, client: 10.0.0.4, server: 10.0.0.2, function_code: 3, hours: 200, most_addresses: 800, largest_quantity: 100}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, quantity: 10, every: 1, times: 3000}
      - {at: 5, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: [0, 1], quantity: 1, every: 3, times: 60}
      - {at: 5, client: 10.0.0.4, server: 10.0.0.2, unit: 1, function: 3, address: [0, 100], quantity: 100, every: 3, times: 20}
  quiet, few learned hours have not seen all screens; writes:
    baseline:
      read: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 3, hours: 2, most_addresses: 30, largest_quantity: 10}]
    rows:
      - {at: 5, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: [0, 1], quantity: 1, every: 3, times: 250}
      - {at: 5, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, address: [0, 1], quantity: 1, every: 3, times: 900}
---*/
WITH used AS (
  SELECT DISTINCT
    u.hour AS hour, u.sensor AS sensor, u.client AS client, u.server AS server, u.unit AS unit,
    u.function_code AS function_code, u.function AS function, u.address AS address, u.quantity AS quantity
  FROM v_address_use AS u
  WHERE u.protocol = 'modbus'
    AND u.action = 'read'
    AND u.hour >= :since
    AND u.hour < :until
),
hours AS (
  SELECT
    hour, sensor, client, server, function_code, function, sum(quantity) AS addresses,
    max(quantity) AS largest
  FROM used
  GROUP BY hour, sensor, client, server, function_code, function
)
SELECT
  h.hour AS ts_start,
  h.hour + 3600 AS ts_end,
  h.sensor AS sensor,
  h.client AS client,
  h.server AS server,
  'modbus' AS protocol,
  h.function_code AS function_code,
  h.function AS function,
  h.largest AS largest,
  l.most_addresses AS learned,
  l.largest_quantity AS learned_largest,
  h.addresses AS count
FROM hours AS h
JOIN learned_read AS l
  ON l.protocol = 'modbus'
  AND l.sensor = h.sensor
  AND l.client = h.client
  AND l.server = h.server
  AND l.function_code = h.function_code
WHERE (
    h.addresses > l.most_addresses * :times_learned * CASE WHEN l.hours < :few_hours THEN 2 ELSE 1 END
    AND h.addresses >= l.most_addresses + :least
  )
  OR (
    h.largest > l.largest_quantity * :times_learned * CASE WHEN l.hours < :few_hours THEN 2 ELSE 1 END
    AND h.largest >= :quantity
  )
