/*---
title: Dangerous command
level: high
attack: [T1692.001]
aliases: [DNP3_RESTART_COMMAND, dangerous_operation_stop, dangerous_operation_run]
reads: [v_series, v_activity]
dedup: [protocol, client, server, function_code, sub_function]
message: "{title}: {client} sends {function} to {server}, {count|time}"
triage: Is {server} still running, and was the command announced? Then look at what {client} did just before.
falsepositives:
  - Announced maintenance
  - Without a baseline, engineering tools and SCADA drivers that use such a command every day
never_normal: true
tests:
  hit:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 30}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 8, sub_function: '4'}
    expect: [{function_code: 8, sub_function: '4', level: critical, count: 1}]
  never normal, in a baseline that does not have it for this pair:
    baseline:
      function: [{protocol: modbus, client: 10.0.0.7, server: 10.0.0.2, unit: 1, function_code: 8, sub_function: '1', action: restart}]
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 8, sub_function: '1', every: 50, times: 3}]
    expect: [{function_code: 8, level: high, count: 3}]
  quiet, somebody included it for this pair:
    baseline:
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 8, sub_function: '1', action: restart}]
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 8, sub_function: '1', every: 50, times: 3}]
  dangerous, and nothing learned:
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 90}]
    expect: [{function_code: 90, level: critical}]
  quiet, dangerous but the baseline decides:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 90}]
  quiet, information reads:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 43}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 8, sub_function: '0'}
---*/
-- Hardly any, and minutes are read for these only.
WITH dangerous AS (
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
  -- Rows of level info only keep a step of a longer procedure out of baselines; another detector tells it.
  WHERE coalesce(special.level, general.level) <> 'info'
    AND (
      -- The poison guard keeps it out of every baseline, so what is in there somebody included by name.
      (
        coalesce(special.never_normal, general.never_normal) = 1
        AND NOT EXISTS (
          SELECT 1
          FROM learned_function AS f
          WHERE f.sensor = r.sensor
            AND f.protocol = r.protocol
            AND f.client = r.client
            AND f.server = r.server
            AND f.function_code = r.function_code
            AND f.sub_function = coalesce(r.sub_function, '')
        )
      )
      OR (
        coalesce(special.level, general.level) IN ('high', 'critical')
        AND NOT EXISTS (SELECT 1 FROM learned_channel)
      )
    )
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
FROM dangerous AS k
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
