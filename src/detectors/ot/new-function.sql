/*---
title: New function between a known client and server
level: medium
attack: [T1692.001]
aliases: [UNAUTHORIZED_FUNCTION_CODE, NEW_FUNCTION_CODE, ANOMALOUS_FUNCTION_CODE, UNEXPECTED_CONTROL_COMMAND]
reads: [v_series, v_activity]
needs: [baseline]
dedup: [protocol, client, server, function_code, sub_function]
explains: [function-share-shift, write-share-rise, modbus-slow-write]
message: "{client} uses {function} on {server}, {count|time}; the baseline has this pair, but not this function"
triage: Does the function change something? Then ask the owner of {client} before anything else.
falsepositives:
  - Rare operator actions that the learned stretch did not contain
tests:
  hit, a read-only pair writes:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, action: read}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 30}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, every: 20, times: 2}
    expect: [{function_code: 6, level: high, count: 2}]
  hit, a known function on another unit:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, action: read}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 2, function: 3}]
    expect: [{function_code: 3, level: medium}]
  quiet, learned from a log without units; a function of function_risk; a new client:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 3, action: read}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 5, function: 3}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 5, function: 43}
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 5, function: 6}
  quiet, what the stand-in of the client was learned to do:
    policy: {stand_ins: [[10.0.0.1, 10.0.0.11]]}
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, action: read}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 6, action: write}
    rows:
      - {client: 10.0.0.11, server: 10.0.0.2, unit: 1, function: 6}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6}
  quiet, a log without units after one with:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, action: read}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, function: 3, log: modbus}]
---*/
WITH pairs AS (
  SELECT DISTINCT l.sensor AS sensor, l.protocol AS protocol, l.client AS client, l.server AS server
  FROM learned_channel AS l
),
exact AS (
  SELECT DISTINCT
    f.sensor AS sensor, f.protocol AS protocol, f.client AS client, f.server AS server,
    coalesce(f.unit, -1) AS unit, f.function_code AS function_code, f.sub_function AS sub_function
  FROM learned_function AS f
),
-- Logs without a unit were learned, or have to be judged: then the function alone decides.
any_unit AS (
  SELECT
    f.sensor AS sensor, f.protocol AS protocol, f.client AS client, f.server AS server,
    f.function_code AS function_code, f.sub_function AS sub_function,
    max(CASE WHEN f.unit IS NULL THEN 1 ELSE 0 END) AS unitless
  FROM learned_function AS f
  GROUP BY f.sensor, f.protocol, f.client, f.server, f.function_code, f.sub_function
),
risky AS (
  SELECT DISTINCT r.protocol AS protocol, r.function_code AS function_code, r.sub_function AS sub_function
  FROM function_risk AS r
),
-- Hardly any, and minutes are read for these only.
unknown AS (
  SELECT DISTINCT
    r.sensor AS sensor, r.protocol AS protocol, r.client AS client, r.server AS server, r.unit AS unit,
    r.function_code AS function_code, r.sub_function AS sub_function
  FROM v_series AS r
  JOIN pairs
    ON pairs.sensor = r.sensor
    AND pairs.protocol = r.protocol
    AND pairs.client = r.client
    AND pairs.server = r.server
  LEFT JOIN exact
    ON exact.sensor = r.sensor
    AND exact.protocol = r.protocol
    AND exact.client = r.client
    AND exact.server = r.server
    AND exact.unit = coalesce(r.unit, -1)
    AND exact.function_code = r.function_code
    AND exact.sub_function = coalesce(r.sub_function, '')
  LEFT JOIN any_unit
    ON any_unit.sensor = r.sensor
    AND any_unit.protocol = r.protocol
    AND any_unit.client = r.client
    AND any_unit.server = r.server
    AND any_unit.function_code = r.function_code
    AND any_unit.sub_function = coalesce(r.sub_function, '')
  LEFT JOIN risky AS risky_function
    ON risky_function.protocol = r.protocol
    AND risky_function.function_code = r.function_code
    AND risky_function.sub_function = ''
  LEFT JOIN risky AS risky_sub
    ON risky_sub.protocol = r.protocol
    AND risky_sub.function_code = r.function_code
    AND risky_sub.sub_function = r.sub_function
  WHERE r.protocol <> 'cotp'
    AND exact.client IS NULL
    AND (any_unit.client IS NULL OR (any_unit.unitless = 0 AND r.unit IS NOT NULL))
    AND risky_function.protocol IS NULL
    AND risky_sub.protocol IS NULL
)
SELECT
  min(a.first_ts) AS ts_start,
  max(a.last_ts) AS ts_end,
  a.sensor AS sensor,
  a.protocol AS protocol,
  a.client AS client,
  a.server AS server,
  a.unit AS unit,
  a.function_code AS function_code,
  a.sub_function AS sub_function,
  a.function AS function,
  CASE
    WHEN a.action IN ('write', 'control', 'program', 'mode', 'restart', 'file', 'config') THEN 'high'
    ELSE 'medium'
  END AS level,
  sum(a.exchanges) AS count
FROM unknown AS k
JOIN v_activity AS a
  ON a.sensor = k.sensor
  AND a.protocol = k.protocol
  AND a.client = k.client
  AND a.server = k.server
  AND coalesce(a.unit, -1) = coalesce(k.unit, -1)
  AND a.function_code = k.function_code
  AND coalesce(a.sub_function, '') = coalesce(k.sub_function, '')
WHERE a.minute >= :since
  AND a.minute < :until
GROUP BY
  a.minute, a.sensor, a.protocol, a.client, a.server, a.unit, a.function_code, a.sub_function, a.function,
  a.action
HAVING sum(a.exchanges) > 0
