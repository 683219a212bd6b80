/*---
title: Several set-points changed at once
level: high
attack: [T0836, T0831]
reads: [v_point_value]
needs: [modbus.values, policy.setpoint]
params:
  points: {type: integer, default: 3, description: different set-points that one client must change}
  seconds: {type: integer, default: 10, description: stretch within which it must change them}
lookback: 900
settle: 60
dedup: [client]
message: "{client} changes at least {points} set-points within {seconds} s, first {name} of {server} to {value}{in_unit}; {count|change}"
triage: Is a recipe being loaded? If nobody orders it, put back what was there before and find who sits at the client.
falsepositives:
  - A recipe or a change of product that sets many points at once
tests:
  hit, three set-points of two controllers:
    policy: &plant
      points:
        - {server: 10.0.0.2, address: 40001, name: A, tags: [setpoint]}
        - {server: 10.0.0.2, address: 40002, name: B, tags: [setpoint]}
        - {server: 10.0.0.3, address: 40001, name: C, tags: [setpoint]}
        - {server: 10.0.0.3, address: 40002, name: D}
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 0, quantity: 1, request_values: 5}
      - {at: 4, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 1, quantity: 1, request_values: 5}
      - {at: 9, client: 10.0.0.9, server: 10.0.0.3, unit: 1, function: 6, address: 0, quantity: 1, request_values: 5}
    expect: [{client: 10.0.0.9, count: 3}]
  quiet, too slow, the same values again, no set-point, two clients:
    policy: *plant
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 0, quantity: 1, request_values: 5}
      - {at: 6, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 1, quantity: 1, request_values: 5}
      - {at: 12, client: 10.0.0.9, server: 10.0.0.3, unit: 1, function: 6, address: 0, quantity: 1, request_values: 5}
      - {at: 60, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 0, quantity: 1, request_values: 5}
      - {at: 61, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 1, quantity: 1, request_values: 5}
      - {at: 62, client: 10.0.0.9, server: 10.0.0.3, unit: 1, function: 6, address: 0, quantity: 1, request_values: 5}
      - {at: 120, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 0, quantity: 1, request_values: 6}
      - {at: 121, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 6, address: 1, quantity: 1, request_values: 6}
      - {at: 122, client: 10.0.0.9, server: 10.0.0.3, unit: 1, function: 6, address: 1, quantity: 1, request_values: 6}
      - {at: 123, client: 10.0.0.8, server: 10.0.0.3, unit: 1, function: 6, address: 0, quantity: 1, request_values: 6}
---*/
WITH told AS (
  SELECT
    v.ts AS ts, v.sensor AS sensor, v.protocol AS protocol, v.client AS client, v.server AS server,
    v.unit AS unit, v.point AS point, v.name AS name, v.value AS value,
    v.engineering_unit AS engineering_unit, v.access AS access,
    lag(v.value) OVER (PARTITION BY v.sensor, v.server, v.unit, v.point ORDER BY v.ts) AS previous
  FROM v_point_value AS v
  WHERE v.ts >= :since - 900
    AND v.ts < :until + 60
    AND v.setpoint = 1
),
-- The same value written again and again is a habit of many masters, and no change.
changes AS (
  SELECT
    t.ts AS ts, t.sensor AS sensor, t.protocol AS protocol, t.client AS client, t.server AS server,
    t.unit AS unit, t.point AS point, t.name AS name, t.value AS value,
    t.engineering_unit AS engineering_unit, t.access AS access,
    -- Unit and server make a device of a point that is mapped for any.
    t.server || ' ' || coalesce(t.unit, -1) || ' ' || t.point AS place
  FROM told AS t
  WHERE t.access <> 'read'
    AND (t.previous IS NULL OR t.value IS NULL OR t.value <> t.previous)
),
first_of_stretch AS (
  SELECT a.sensor AS sensor, a.client AS client, a.ts AS since
  FROM changes AS a
  JOIN changes AS b
    ON b.sensor = a.sensor AND b.client = a.client AND b.ts >= a.ts AND b.ts < a.ts + :seconds
  GROUP BY a.sensor, a.client, a.ts
  HAVING count(DISTINCT b.place) >= :points
),
members AS (
  SELECT DISTINCT
    c.ts AS ts, c.sensor AS sensor, c.protocol AS protocol, c.client AS client, c.server AS server,
    c.unit AS unit, c.point AS point, c.name AS name, c.value AS value,
    c.engineering_unit AS engineering_unit, c.access AS access
  FROM first_of_stretch AS f
  JOIN changes AS c
    ON c.sensor = f.sensor AND c.client = f.client AND c.ts >= f.since AND c.ts < f.since + :seconds
)
SELECT
  m.ts AS ts_start,
  m.ts AS ts_end,
  m.sensor AS sensor,
  m.protocol AS protocol,
  m.client AS client,
  m.server AS server,
  m.unit AS unit,
  m.point AS point,
  m.name AS name,
  m.value AS value,
  CASE WHEN m.engineering_unit = '' THEN '' ELSE ' ' || m.engineering_unit END AS in_unit,
  m.access AS access,
  1 AS count
FROM members AS m
WHERE m.ts >= :since
  AND m.ts < :until
