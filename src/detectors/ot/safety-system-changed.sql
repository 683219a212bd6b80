/*---
title: Safety system written or controlled
level: critical
attack: [T0837, T0880]
reads: [v_activity, v_series]
needs: [policy.safety]
dedup: [protocol, client, server, unit]
explains: [unauthorised-write, new-function, new-command, new-address, modbus-second-writer]
message: "{client} changes things on the safety system {server}, unit {unit}: {count|command} of class {action}, first {function}"
triage: A safety system is changed by a planned bypass or by an intruder. Ask for the permit, and do not rely on the system until it is found.
falsepositives:
  - A proof test or a maintenance override with a permit
  - Without a baseline, a heartbeat that a master writes all the time
tests:
  hit, a unit and a host that are tagged:
    policy: &safety
      assets:
        - {address: 10.0.0.2, units: [{unit: 3, tags: [safety]}, {unit: 4, tags: [critical]}]}
        - {address: 10.0.0.5, tags: [safety]}
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 3, function: 6, every: 2, times: 2}
      - {client: 10.0.0.9, server: 10.0.0.5, unit: 1, function: 16}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 3, level: critical, count: 2}
      - {client: 10.0.0.9, server: 10.0.0.5, count: 1}
  quiet, read, another unit, and what was learned:
    policy: *safety
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.5}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.5, unit: 1, function_code: 6, action: write}]
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 3, function: 3}
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 4, function: 6}
      - {client: 10.0.0.1, server: 10.0.0.5, unit: 1, function: 6, every: 10, times: 9}
---*/
WITH changing AS (
  SELECT DISTINCT
    r.sensor AS sensor, r.protocol AS protocol, r.client AS client, r.server AS server,
    coalesce(r.unit, -1) AS unit, r.function_code AS function_code
  FROM v_series AS r
  LEFT JOIN policy_asset AS h ON h.address = r.server AND h.safety = 1
  LEFT JOIN policy_unit AS u ON u.address = r.server AND u.unit = r.unit AND u.safety = 1
  WHERE r.action IN ('write', 'control', 'program', 'mode', 'restart', 'file', 'config', 'auth')
    AND (h.address IS NOT NULL OR u.address IS NOT NULL)
),
learned AS (
  SELECT DISTINCT
    f.sensor AS sensor, f.protocol AS protocol, f.client AS client, f.server AS server,
    coalesce(f.unit, -1) AS unit, f.function_code AS function_code
  FROM learned_function AS f
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
  a.function AS function,
  a.action AS action,
  sum(a.exchanges) AS count
FROM changing AS s
LEFT JOIN learned AS l
  ON l.sensor = s.sensor
  AND l.protocol = s.protocol
  AND l.client = s.client
  AND l.server = s.server
  AND l.unit IN (s.unit, -1)
  AND l.function_code = s.function_code
JOIN v_activity AS a
  ON a.sensor = s.sensor
  AND a.protocol = s.protocol
  AND a.client = s.client
  AND a.server = s.server
  AND a.function_code = s.function_code
WHERE l.client IS NULL
  AND a.minute >= :since
  AND a.minute < :until
  AND coalesce(a.unit, -1) = s.unit
  AND a.action IN ('write', 'control', 'program', 'mode', 'restart', 'file', 'config', 'auth')
GROUP BY a.minute, a.sensor, a.protocol, a.client, a.server, a.unit, a.function_code, a.function, a.action
HAVING sum(a.exchanges) > 0
