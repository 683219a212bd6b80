/*---
title: Function that the policy does not allow
level: medium
attack: [T1692.001]
aliases: [UNAUTHORIZED_FUNCTION_CODE]
reads: [v_activity, v_series]
needs: [policy.function]
dedup: [protocol, client, server, unit, function_code]
explains: [new-function, new-command, unauthorised-write]
message: "{client} uses {function} on {server}, {count|time}; the policy allows it other functions"
triage: Is the list in the policy complete? If it is, somebody at {client} did what it was never meant to do.
falsepositives:
  - A function that was left out of the list
tests:
  hit, a write by a client that may only read:
    policy: &lists
      functions:
        - {client: 10.0.0.1, server: 10.0.0.2, allow: [3, READ_COILS]}
        - {client: 10.0.0.5, allow: [3, 6]}
        - {client: 10.0.0.5, server: 10.0.0.2, unit: 7, allow: [16]}
        - {server: 10.0.0.4, allow: [3]}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 9}
      - {at: 5, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, every: 10, times: 2}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, function_code: 6, level: high, count: 2}]
  hit, a list for a server binds every client:
    policy: *lists
    rows: [{client: 10.0.0.9, server: 10.0.0.4, unit: 1, function: 4}]
    expect: [{client: 10.0.0.9, server: 10.0.0.4, function_code: 4, level: medium}]
  quiet, allowed by one of several lists, not limited, another protocol:
    policy: *lists
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 1}
      - {client: 10.0.0.5, server: 10.0.0.2, unit: 7, function: 16}
      - {client: 10.0.0.5, server: 10.0.0.2, unit: 7, function: 6}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 6}
      - {protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function: 5}
---*/
WITH limited AS (
  SELECT DISTINCT
    r.sensor AS sensor, r.protocol AS protocol, r.client AS client, r.server AS server,
    coalesce(r.unit, -1) AS unit, r.function_code AS function_code
  FROM v_series AS r
  JOIN policy_function AS p
    ON p.protocol = r.protocol
    AND p.client IN ('', r.client)
    AND p.server IN ('', r.server)
    AND p.unit IN (-1, coalesce(r.unit, -1))
),
allowed AS (
  SELECT DISTINCT
    r.protocol AS protocol, r.client AS client, r.server AS server, coalesce(r.unit, -1) AS unit,
    r.function_code AS function_code
  FROM v_series AS r
  JOIN policy_function AS p
    ON p.protocol = r.protocol
    AND p.client IN ('', r.client)
    AND p.server IN ('', r.server)
    AND p.unit IN (-1, coalesce(r.unit, -1))
    AND p.function_code = r.function_code
),
strange AS (
  SELECT
    l.sensor AS sensor, l.protocol AS protocol, l.client AS client, l.server AS server,
    l.unit AS unit, l.function_code AS function_code
  FROM limited AS l
  LEFT JOIN allowed AS a
    ON a.protocol = l.protocol
    AND a.client = l.client
    AND a.server = l.server
    AND a.unit = l.unit
    AND a.function_code = l.function_code
  WHERE a.client IS NULL
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
  CASE
    WHEN a.action IN ('write', 'control', 'program', 'mode', 'restart', 'file', 'config') THEN 'high'
    ELSE 'medium'
  END AS level,
  sum(a.exchanges) AS count
FROM strange AS s
JOIN v_activity AS a
  ON a.sensor = s.sensor
  AND a.protocol = s.protocol
  AND a.client = s.client
  AND a.server = s.server
  AND a.function_code = s.function_code
WHERE a.minute >= :since
  AND a.minute < :until
  AND coalesce(a.unit, -1) = s.unit
GROUP BY a.minute, a.sensor, a.protocol, a.client, a.server, a.unit, a.function_code, a.function, a.action
HAVING sum(a.exchanges) > 0
