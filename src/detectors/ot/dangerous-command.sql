/*---
title: Dangerous command
level: high
attack: [T1692.001]
aliases: [DNP3_RESTART_COMMAND, dangerous_operation_stop, dangerous_operation_run]
reads: [v_series, v_activity, v_dnp3]
lookback: 60
dedup: [protocol, client, server, function_code, sub_function, answer]
message: "{title}: {client} sends {function} to {server}, {count|time}{answer}"
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
  what was refused is told apart, a level lower, but an Acknowledge (5) is no refusal:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 125, outcome: 1, every: 10, times: 3}
      - {at: 5, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 125}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 13, outcome: 5}
    expect:
      - {function_code: 125, level: high, count: 3, answer: ', refused'}
      - {function_code: 125, level: critical, count: 1, answer: ''}
      - {function_code: 13, level: high, count: 1, answer: ''}
  a restart that is refused and repeated at once:
    rows:
      - {at: 59.9, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: COLD_RESTART, iin: 1, outcome: 1}
      - {at: 60.1, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: COLD_RESTART, kind: request}
    expect: [{function_code: 13, level: medium, count: 1, answer: ', refused'}]
  a command that is repeated at once was given once:
    rows:
      - {at: 0, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: COLD_RESTART, iin: 0, every: 100, times: 3}
      - {at: 0.06, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: COLD_RESTART, kind: request, every: 100, times: 3}
    expect: [{function_code: 13, level: high, count: 3}]
  one that is answered again, late, on another connection, or another one, was given again:
    rows:
      - {at: 0, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: COLD_RESTART, iin: 0}
      - {at: 0.06, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: COLD_RESTART, iin: 0}
      - {at: 2, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: COLD_RESTART, kind: request}
      - {at: 0.1, protocol: dnp3, uid: C2, client: 10.0.0.9, server: 10.0.0.2, function: COLD_RESTART, kind: request}
      - {at: 0.1, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: WARM_RESTART, kind: request}
    expect: [{function_code: 13, count: 4}, {function_code: 14, count: 1}]
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
),
done AS (
  SELECT
    a.minute AS minute, min(a.first_ts) AS first_ts, max(a.last_ts) AS last_ts,
    a.sensor AS sensor, a.protocol AS protocol, a.client AS client, a.server AS server,
    a.function_code AS function_code, a.sub_function AS sub_function, a.function AS function,
    k.title AS title, k.level AS level, k.attack AS attack,
    sum(a.exchanges) AS exchanges, sum(a.requests) - sum(a.responses) AS unanswered,
    -- A Modbus device that acknowledges (5) has begun with what will take it long.
    sum(CASE WHEN a.protocol = 'modbus' AND a.outcome = 5 THEN 0 ELSE a.exceptions END) AS refused
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
),
-- DNP3 stations send a command again that they miss the answer of: given once, though the log has it twice.
near AS (
  SELECT DISTINCT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.uid AS uid,
    m.function_code AS function_code, m.kind AS kind, m.ts AS ts, m.file AS file, m.line AS line
  FROM done AS d
  JOIN v_dnp3 AS m
    ON m.ts >= d.minute - 1
    AND m.ts < d.minute + 60
    AND m.sensor = d.sensor
    AND m.client = d.client
    AND m.server = d.server
    AND m.function_code = d.function_code
  WHERE d.protocol = 'dnp3'
    AND d.unanswered > 0
    AND m.ts >= :since - 1
    AND m.ts < :until
),
sent AS (
  SELECT
    sensor, client, server, function_code, kind, ts,
    max(CASE WHEN kind = 'exchange' THEN ts END) OVER (
      PARTITION BY sensor, client, server, uid, function_code
      ORDER BY ts, file, line ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS answered
  FROM near
),
repeats AS (
  SELECT
    CAST(ts / 60.0 AS INTEGER) * 60 AS minute, sensor, 'dnp3' AS protocol, client, server, function_code,
    count(*) AS exchanges
  FROM sent
  WHERE kind = 'request'
    AND ts - answered <= 1
  GROUP BY CAST(ts / 60.0 AS INTEGER) * 60, sensor, client, server, function_code
),
-- What was refused, and what was not: findings of their own, since one message cannot be true of both.
told AS (
  SELECT
    d.first_ts AS first_ts, d.last_ts AS last_ts, d.sensor AS sensor, d.protocol AS protocol,
    d.client AS client, d.server AS server, d.function_code AS function_code,
    d.sub_function AS sub_function, d.function AS function, d.title AS title, d.level AS level,
    d.attack AS attack, '' AS answer, d.exchanges - d.refused - coalesce(r.exchanges, 0) AS times
  FROM done AS d
  LEFT JOIN repeats AS r
    ON r.minute = d.minute
    AND r.sensor = d.sensor
    AND r.protocol = d.protocol
    AND r.client = d.client
    AND r.server = d.server
    AND r.function_code = d.function_code
  UNION ALL
  SELECT
    d.first_ts AS first_ts, d.last_ts AS last_ts, d.sensor AS sensor, d.protocol AS protocol,
    d.client AS client, d.server AS server, d.function_code AS function_code,
    d.sub_function AS sub_function, d.function AS function, d.title AS title,
    CASE d.level WHEN 'critical' THEN 'high' WHEN 'high' THEN 'medium' ELSE 'low' END AS level,
    d.attack AS attack, ', refused' AS answer,
    CASE WHEN d.refused < d.exchanges THEN d.refused ELSE d.exchanges END AS times
  FROM done AS d
)
SELECT
  t.first_ts AS ts_start,
  t.last_ts AS ts_end,
  t.sensor AS sensor,
  t.protocol AS protocol,
  t.client AS client,
  t.server AS server,
  t.function_code AS function_code,
  t.sub_function AS sub_function,
  t.function AS function,
  t.title AS title,
  t.level AS level,
  t.attack AS attack,
  t.answer AS answer,
  t.times AS count
FROM told AS t
WHERE t.times > 0
