/*---
title: DNP3 object types that this master never read
level: low
attack: [T0888, T0861]
reads: [v_dnp3_object, learned_object]
needs: [baseline.object, dnp3.object]
params:
  types: {type: integer, default: 5, description: "different new object types within 60 s that are a scan"}
lookback: 120
settle: 60
dedup: [client, server]
message: "{client} reads {object} from {server}, and more that the baseline does not have for the two ({count|object}): {why}"
triage: A master reads what it is configured for. Who walks through groups and variations, or asks for the device's attributes, does not know the outstation yet.
falsepositives:
  - A changed configuration of the master
  - An asset inventory
tests:
  hit, five types within a minute:
    baseline: &class
      object: [{client: 10.0.0.1, server: 10.0.0.2, function_code: 1, object: Class 0 Data, times: 900}]
    rows:
      - {at: 50, table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, function: 1, object: g1v0}
      - {at: 55, table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, function: 1, object: g10v0}
      - {at: 60, table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, function: 1, object: g20v0}
      - {at: 65, table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, function: 1, object: g30v0}
      - {at: 70, table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, function: 1, object: g40v0}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, count: 5, level: medium, object: g1v0, why: a scan}]
  hit, the device's attributes, and one other object:
    baseline: *class
    rows:
      - {at: 5, table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, function: 1, object: g0v254}
      - {at: 600, table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, function: 1, object: g30v1}
    expect: [{count: 2, level: medium, why: who the device is}]
  hit, a single one is low:
    baseline: *class
    rows: [{at: 600, table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, function: 1, object: g30v1}]
    expect: [{count: 1, level: low}]
  quiet, learned, answers, and a pair that the baseline has no reads of:
    baseline: *class
    rows:
      - {at: 5, table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, function: 1, object: Class 0 Data, every: 5, times: 9}
      - {at: 5, table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, function: 129, object: g30v1, every: 5, times: 9}
      - {at: 5, table: dnp3_object, client: 10.0.0.8, server: 10.0.0.2, function: 1, object: g30v1, every: 5, times: 9}
---*/
WITH pair AS (
  SELECT DISTINCT l.sensor AS sensor, l.client AS client, l.server AS server
  FROM learned_object AS l
  WHERE l.function_code = 1
),
asked AS (
  SELECT
    o.ts AS ts, o.sensor AS sensor, o.client AS client, o.server AS server, o.object AS object,
    CASE WHEN substr(o.object, 1, 3) = 'g0v' OR substr(o.object, 1, 16) = 'Device Attribute' THEN 1 ELSE 0 END
      AS attribute,
    CAST(o.ts / 60.0 AS INTEGER) AS minute
  FROM v_dnp3_object AS o
  JOIN pair AS p ON p.sensor = o.sensor AND p.client = o.client AND p.server = o.server
  LEFT JOIN learned_object AS l
    ON l.sensor = o.sensor
    AND l.client = o.client
    AND l.server = o.server
    AND l.object = o.object
    AND l.function_code = 1
  WHERE o.function_code = 1
    AND o.object IS NOT NULL
    AND o.ts >= :since - 120
    AND o.ts < :until + 60
    AND l.object IS NULL
),
-- Each read beside those of the minute before it, found by clock minute.
reachable AS (
  SELECT DISTINCT sensor, client, server, object, ts, minute AS minute FROM asked
  UNION ALL
  SELECT DISTINCT sensor, client, server, object, ts, minute + 1 AS minute FROM asked
),
so_far AS (
  SELECT
    a.ts AS ts, a.sensor AS sensor, a.client AS client, a.server AS server, a.object AS object,
    a.attribute AS attribute, count(DISTINCT b.object) AS different
  FROM asked AS a
  JOIN reachable AS b
    ON b.sensor = a.sensor
    AND b.client = a.client
    AND b.server = a.server
    AND b.minute = a.minute
    AND b.ts >= a.ts - 60
    AND b.ts <= a.ts
  GROUP BY a.ts, a.sensor, a.client, a.server, a.object, a.attribute
),
reached AS (
  SELECT
    ts, sensor, client, server, object, attribute,
    max(different) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS most
  FROM so_far
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  object AS object,
  1 AS function_code,
  CASE
    WHEN attribute = 1 THEN 'who the device is'
    WHEN most >= :types THEN 'a scan'
    ELSE 'something new'
  END AS why,
  CASE WHEN attribute = 1 OR most >= :types THEN 'medium' ELSE 'low' END AS level,
  1 AS count
FROM reached
WHERE ts >= :since
  AND ts < :until
