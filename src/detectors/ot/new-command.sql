/*---
title: Dangerous or telling command off the baseline
level: medium
attack: [T1692.001]
aliases: [DEVICE_ENUMERATION, DNP3_FILE_OPERATION]
reads: [v_series, v_activity]
needs: [baseline]
dedup: [protocol, client, server, function_code, sub_function]
explains: [function-share-shift]
message: "{title}: {client} sends {function} to {server}, {count|time}; the baseline does not have it for this pair"
triage: Is engineering work announced for {server}? If not, look at what {client} did just before.
falsepositives:
  - Announced engineering work
  - An asset inventory that asks devices who they are
tests:
  hit:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, action: read}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 30}
      - {at: 5, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 43, every: 30, times: 2}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, function_code: 43, count: 2, level: medium}]
  hit, a cyclic subscription of S7comm that this pair never had:
    baseline:
      channel: [{protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2, function_code: 1794, sub_function: '1', action: read}]
    rows:
      - {protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2, function: 1794, sub_function: '1', every: 60, times: 5}
      - {at: 5, protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2, function: 1794, sub_function: '5'}
      - {at: 9, protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2, function: 1794, sub_function: '7'}
    expect: [{function_code: 1794, sub_function: '5', level: medium}, {function_code: 1794, sub_function: '7', level: medium}]
  quiet, learned for this pair, and what is never normal has its own detector:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 43, action: identify}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 43, every: 60, times: 5}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 8, sub_function: '4'}
  quiet, diagnostics learned from a log without sub-functions:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 8, action: diagnose}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 8, sub_function: '0'}]
---*/
WITH learned AS (
  SELECT DISTINCT
    f.sensor AS sensor, f.protocol AS protocol, f.client AS client, f.server AS server,
    f.function_code AS function_code, f.sub_function AS sub_function
  FROM learned_function AS f
),
-- A log without sub-functions leaves open which one it was.
unspecific AS (
  SELECT
    f.sensor AS sensor, f.protocol AS protocol, f.client AS client, f.server AS server,
    f.function_code AS function_code,
    max(CASE WHEN f.sub_function = '' THEN 1 ELSE 0 END) AS without_sub
  FROM learned_function AS f
  WHERE f.protocol = 'modbus'
  GROUP BY f.sensor, f.protocol, f.client, f.server, f.function_code
),
-- Hardly any, and minutes are read for these only.
unknown AS (
  SELECT DISTINCT
    r.sensor AS sensor, r.protocol AS protocol, r.client AS client, r.server AS server,
    r.function_code AS function_code, r.sub_function AS sub_function,
    coalesce(special.title, general.title) AS title, coalesce(special.level, general.level) AS level,
    coalesce(special.attack, general.attack) AS attack
  FROM v_series AS r
  LEFT JOIN function_risk AS special
    ON special.protocol = r.protocol
    AND special.function_code = r.function_code
    AND special.sub_function = coalesce(r.sub_function, '-')
  LEFT JOIN function_risk AS general
    ON general.protocol = r.protocol
    AND general.function_code = r.function_code
    AND general.sub_function = ''
  LEFT JOIN learned
    ON learned.sensor = r.sensor
    AND learned.protocol = r.protocol
    AND learned.client = r.client
    AND learned.server = r.server
    AND learned.function_code = r.function_code
    AND learned.sub_function = coalesce(r.sub_function, '')
  LEFT JOIN unspecific
    ON unspecific.sensor = r.sensor
    AND unspecific.protocol = r.protocol
    AND unspecific.client = r.client
    AND unspecific.server = r.server
    AND unspecific.function_code = r.function_code
  WHERE coalesce(special.never_normal, general.never_normal) = 0
    AND learned.client IS NULL
    AND (unspecific.client IS NULL OR (unspecific.without_sub = 0 AND r.sub_function IS NOT NULL))
)
SELECT
  min(a.first_ts) AS ts_start,
  max(a.last_ts) AS ts_end,
  a.sensor AS sensor,
  a.protocol AS protocol,
  a.client AS client,
  a.server AS server,
  a.function_code AS function_code,
  a.sub_function AS sub_function,
  a.function AS function,
  k.title AS title,
  k.level AS level,
  k.attack AS attack,
  sum(a.exchanges) AS count
FROM unknown AS k
JOIN v_activity AS a
  ON a.sensor = k.sensor
  AND a.protocol = k.protocol
  AND a.client = k.client
  AND a.server = k.server
  AND a.function_code = k.function_code
  AND coalesce(a.sub_function, '') = coalesce(k.sub_function, '')
WHERE a.minute >= :since
  AND a.minute < :until
GROUP BY
  a.minute, a.sensor, a.protocol, a.client, a.server, a.function_code, a.sub_function, a.function,
  k.title, k.level, k.attack
HAVING sum(a.exchanges) > 0
