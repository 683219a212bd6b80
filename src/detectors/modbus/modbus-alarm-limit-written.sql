/*---
title: Alarm limit changed
level: high
attack: [T0838, T0878]
reads: [v_point_value]
needs: [modbus.values, policy.alarm_limit]
dedup: [client, server, unit, point]
explains: [modbus-second-writer, new-address]
message: "{client} wrote the alarm limit {name} of {server} unit {unit}: {value}{in_unit}, {count|time}"
triage: Is the alarm needed for what happens next? Read the limit back, restore it, and see what else the client wrote.
falsepositives:
  - A limit that operators move with the product; then tag it setpoint instead
tests:
  hit, by each function that writes registers:
    policy: &alarm
      points: [{server: 10.0.0.2, unit: 1, address: 40031, name: High level alarm, engineering_unit: cm, tags: [alarm_limit]}]
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 30, quantity: 1, request_values: 900}
      - {at: 1, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 16, address: 30, quantity: 1, request_values: 901}
      - {at: 2, table: modbus_mask_write, client: 10.0.0.9, server: 10.0.0.2, unit: 1, request: 1, address: 30, and_mask: 255, or_mask: 0}
      - {at: 3, table: modbus_read_write, client: 10.0.0.9, server: 10.0.0.2, unit: 1, request: 1, write_address: 30, write_quantity: 1, write_values: 903}
    expect: [{client: 10.0.0.9, server: 10.0.0.2, unit: 1, name: High level alarm, value: 900, count: 4}]
  quiet, read, refused, the register beside it:
    policy: *alarm
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, address: 30, quantity: 1, response_values: 900}
      - {at: 1, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 30, quantity: 1, request_values: 900, outcome: 2}
      - {at: 2, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 31, quantity: 1, request_values: 900}
---*/
SELECT
  v.ts AS ts_start,
  v.ts AS ts_end,
  v.sensor AS sensor,
  v.protocol AS protocol,
  v.client AS client,
  v.server AS server,
  v.unit AS unit,
  v.point AS point,
  v.name AS name,
  v.value AS value,
  CASE WHEN v.engineering_unit = '' THEN '' ELSE ' ' || v.engineering_unit END AS in_unit,
  v.access AS access,
  1 AS count
FROM v_point_value AS v
WHERE v.ts >= :since
  AND v.ts < :until
  AND v.alarm_limit = 1
  AND v.access <> 'read'
