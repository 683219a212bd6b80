/*---
title: Write or control by a client that has no business doing so
level: high
attack: [T1692.001, T0848]
aliases: [UNAUTHORIZED_MODBUS_WRITE, WRITE_OPERATION, dangerous_operation_write_var]
reads: [v_activity]
needs: [baseline|policy.writer]
dedup: [protocol, client]
explains: [new-function, modbus-second-writer, function-share-shift, write-share-rise]
message: "{client} changes things over {protocol}: {count|command} of class {action}, first to {server}; {why}"
triage: Is the process where the operators want it? Read back what was written, then find who sits at {client}.
falsepositives:
  - An operator station that was not used to write while the baseline was learned
tests:
  hit, a monitoring client writes:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 3, action: read}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3, every: 10, times: 30}
      - {at: 55, client: 10.0.0.1, server: 10.0.0.2, function: 6, every: 10, times: 3}
    expect: [{client: 10.0.0.1, level: high, count: 3}]
  hit, not among the writers of the policy:
    policy: {writer: [10.0.0.5]}
    rows:
      - {client: 10.0.0.5, server: 10.0.0.2, function: 16}
      - {client: 10.0.0.1, server: 10.0.0.2, function: 16}
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3}
    expect: [{client: 10.0.0.1, level: critical, count: 1}]
  quiet, a writer that writes to another controller:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 5, action: write}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.3, function: 16}
      - {client: 10.0.0.1, server: 10.0.0.2, function: 6}
  quiet, an engineering workstation of the policy:
    policy: {writer: [10.0.0.5], workstation: [10.0.0.6]}
    rows: [{client: 10.0.0.6, server: 10.0.0.2, function: 16}]
---*/
WITH learned AS (
  SELECT DISTINCT
    f.sensor AS sensor, f.protocol AS protocol, f.client AS client, f.action AS action
  FROM learned_function AS f
),
allowed AS (
  SELECT DISTINCT p.address AS address
  FROM policy_address AS p
  WHERE p.role IN ('writer', 'workstation')
),
-- What is never normal is a finding of its own, by dangerous-command.
told AS (
  SELECT r.protocol AS protocol, r.function_code AS function_code, r.sub_function AS sub_function
  FROM function_risk AS r
  WHERE r.never_normal = 1
)
SELECT
  min(a.first_ts) AS ts_start,
  max(a.last_ts) AS ts_end,
  a.sensor AS sensor,
  a.protocol AS protocol,
  a.client AS client,
  a.server AS server,
  a.action AS action,
  CASE WHEN EXISTS (SELECT 1 FROM policy_address AS p WHERE p.role = 'writer') THEN 'critical' ELSE 'high' END
    AS level,
  CASE
    WHEN EXISTS (SELECT 1 FROM policy_address AS p WHERE p.role = 'writer')
      THEN 'the policy does not name it as a writer'
    ELSE 'it did nothing of the kind while the baseline was learned'
  END AS why,
  sum(a.exchanges) AS count
FROM v_activity AS a
LEFT JOIN learned
  ON learned.sensor = a.sensor
  AND learned.protocol = a.protocol
  AND learned.client = a.client
  AND learned.action = a.action
LEFT JOIN allowed ON allowed.address = a.client
LEFT JOIN told
  ON told.protocol = a.protocol
  AND told.function_code = a.function_code
  AND (told.sub_function = '' OR told.sub_function = a.sub_function)
WHERE a.minute >= :since
  AND a.minute < :until
  AND a.action IN ('write', 'control', 'program', 'mode')
  AND allowed.address IS NULL
  AND told.protocol IS NULL
  AND (
    learned.client IS NULL
    OR EXISTS (SELECT 1 FROM policy_address AS p WHERE p.role = 'writer')
  )
GROUP BY a.minute, a.sensor, a.protocol, a.client, a.server, a.action
HAVING sum(a.exchanges) > 0
