/*---
title: DNP3 direct operate without select
level: critical
attack: [T1692.001]
aliases: [UNEXPECTED_CONTROL_COMMAND]
reads: [v_dnp3, v_activity]
lookback: 0
settle: 0
dedup: [client, server]
explains: [new-function]
message: "{count} direct operates from {client} to {server}, {why}"
triage: Which points were operated, and did an operator do it? The check that a select gives was left out.
falsepositives:
  - A new master or a new configuration that operates directly
  - Without a baseline, a site where operating without acknowledgement is usual (medium)
tests:
  hit where the baseline has select and operate:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function:
        - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 3, action: control, exchanges: 9, busiest_minute: 1}
        - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 4, action: control, exchanges: 9, busiest_minute: 1}
    rows:
      - {at: 59, protocol: dnp3, client: 10.0.0.7, server: 10.0.0.2, function: DIRECT_OPERATE, every: 2, times: 3}
    expect:
      - {client: 10.0.0.7, server: 10.0.0.2, count: 3, level: critical}
  hit without acknowledgement, unknown to the baseline:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 5, action: control, exchanges: 9, busiest_minute: 1}]
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DIRECT_OPERATE_NR, kind: request}
    expect:
      - {count: 1, level: high}
  hit without acknowledgement, without a baseline:
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DIRECT_OPERATE_NR, kind: request}
    expect:
      - {count: 1, level: medium}
  quiet without a baseline:
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DIRECT_OPERATE, every: 1, times: 60}
  quiet where the baseline has both ways:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function:
        - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 4, action: control, exchanges: 9, busiest_minute: 1}
        - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 6, action: control, exchanges: 9, busiest_minute: 1}
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DIRECT_OPERATE, times: 3}
      - {at: 9, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DIRECT_OPERATE_NR, kind: request}
---*/
-- Outstations that the baseline knows to be operated after a select, and never directly.
WITH selected AS (
  SELECT f.sensor AS sensor, f.server AS server
  FROM learned_function AS f
  WHERE f.protocol = 'dnp3'
  GROUP BY f.sensor, f.server
  HAVING count(*) FILTER (WHERE f.function_code IN (3, 4)) > 0
    AND count(*) FILTER (WHERE f.function_code IN (5, 6)) = 0
),
unacknowledged AS (
  SELECT DISTINCT f.sensor AS sensor, f.client AS client, f.server AS server
  FROM learned_function AS f
  WHERE f.protocol = 'dnp3' AND f.function_code = 6
),
baseline AS (
  SELECT count(*) AS channels FROM learned_channel
),
hot AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    a.function_code AS function_code,
    CASE WHEN max(selected.server) IS NULL THEN 0 ELSE 1 END AS needs_select
  FROM v_activity AS a
  LEFT JOIN selected ON selected.sensor = a.sensor AND selected.server = a.server
  LEFT JOIN unacknowledged AS u
    ON u.sensor = a.sensor AND u.client = a.client AND u.server = a.server
  WHERE a.protocol = 'dnp3'
    AND a.function_code IN (5, 6)
    AND a.requests > 0
    AND a.minute >= :since
    AND a.minute < :until
    AND (selected.server IS NOT NULL OR (a.function_code = 6 AND u.server IS NULL))
  GROUP BY a.minute, a.sensor, a.client, a.server, a.function_code
)
SELECT
  m.ts AS ts_start,
  m.ts AS ts_end,
  m.sensor AS sensor,
  m.client AS client,
  m.server AS server,
  'dnp3' AS protocol,
  1 AS count,
  CASE
    WHEN hot.needs_select = 1 THEN 'critical'
    WHEN baseline.channels > 0 THEN 'high'
    ELSE 'medium'
  END AS level,
  CASE
    WHEN hot.needs_select = 1 THEN 'while the baseline knows the outstation to be operated only after a select'
    WHEN baseline.channels > 0 THEN 'without acknowledgement, which the baseline does not know of them'
    ELSE 'without acknowledgement: nobody learns whether they were carried out'
  END AS why
FROM hot
CROSS JOIN baseline
JOIN v_dnp3 AS m
  ON m.ts >= hot.minute
  AND m.ts < hot.minute + 60
  AND m.sensor = hot.sensor
  AND m.client = hot.client
  AND m.server = hot.server
  AND m.function_code = hot.function_code
