/*---
title: Register value outside its limits
level: high
attack: [T0836]
aliases: [REGISTER_VALUE_OUT_OF_RANGE]
reads: [v_point_value]
needs: [modbus.values, policy.limit]
dedup: [server, unit, point]
explains: [modbus-value-range, modbus-value-step]
message: "{name}: {value}{in_unit}, limit {bound}{in_unit}; {access} by {teller} on {server} unit {unit}, {count|time}"
triage: Was the value written? Then who sits at the client, and does the process need it? If it was only read, look at the process first.
falsepositives:
  - A limit in the policy that is tighter than the process
tests:
  hit, a set-point is written above its limit:
    policy: &reactor
      points:
        - {server: 10.0.0.2, unit: 1, address: 40101, name: Reactor temperature set-point, engineering_unit: C, scale: 0.1, min: 20, max: 200, tags: [setpoint]}
        - {address: 40201, name: Pressure, type: f32, word_order: little, engineering_unit: bar, max: 6.5}
        - {server: 10.0.0.2, table: input, address: 7, name: Outside, type: s16, min: -20}
        - {server: 10.0.0.2, address: '00006', name: Bypass, max: 0}
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 100, quantity: 1, request_values: 2500}
    expect: [{server: 10.0.0.2, unit: 1, name: Reactor temperature set-point, value: 250, bound: 200, level: critical, count: 1}]
  hit, a coil that must stay off is switched on:
    policy: *reactor
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 5, address: 5, quantity: 1, request_values: 65280}
    expect: [{name: Bypass, value: 1, bound: 0, level: critical}]
  hit, a measured value falls below zero, read again and again:
    policy: *reactor
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 7, quantity: 1, response_values: 65511, every: 10, times: 5}
    expect: [{name: Outside, value: -25, bound: -20, level: high, count: 1}]
  quiet, at the limit, refused, another unit, another server, another table:
    policy: *reactor
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 100, quantity: 1, request_values: 2000}
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 100, quantity: 1, request_values: 200}
      - {at: 1, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 100, quantity: 1, request_values: 2500, outcome: 3}
      - {at: 2, client: 10.0.0.9, server: 10.0.0.2, unit: 2, function: 6, address: 100, quantity: 1, request_values: 2500}
      - {at: 3, client: 10.0.0.9, server: 10.0.0.3, unit: 1, function: 6, address: 100, quantity: 1, request_values: 2500}
      - {at: 4, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 100, quantity: 1, response_values: 2500}
      - {at: 5, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 99, quantity: 1, request_values: 2500}
      - {at: 6, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 101, quantity: 1, request_values: 2500}
---*/
SELECT
  v.ts AS ts_start,
  v.until AS ts_end,
  v.sensor AS sensor,
  v.protocol AS protocol,
  v.client AS client,
  v.server AS server,
  v.unit AS unit,
  v.point AS point,
  v.name AS name,
  v.value AS value,
  CASE WHEN v.value > v.max THEN v.max ELSE v.min END AS bound,
  CASE WHEN v.engineering_unit = '' THEN '' ELSE ' ' || v.engineering_unit END AS in_unit,
  v.access AS access,
  v.client AS teller,
  CASE WHEN v.access = 'read' THEN 'high' ELSE 'critical' END AS level,
  1 AS count
FROM v_point_value AS v
WHERE v.ts >= :since
  AND v.ts < :until
  AND (v.value > v.max OR v.value < v.min)
