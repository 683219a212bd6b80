/*---
title: Modbus broadcast write
level: critical
attack: [T1692.001, T0831]
aliases: [BROADCAST_WRITE]
reads: [v_activity]
needs: [modbus.unit]
lookback: 3660
settle: 3660
dedup: [client, server]
message: "{client} wrote to unit 0 of {server}, {count|time}: every device behind it obeys and none answers"
triage: Which devices are behind {server}? All of them took the value.
falsepositives:
  - Set-points that a master sends to all drives of a line
  - A device that is addressed as unit 0
tests:
  hit:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 30}
      - {at: 100, client: 10.0.0.1, server: 10.0.0.2, unit: 0, function: 6, kind: request, every: 5, times: 3}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, count: 3, level: critical}]
  hit, a server that answers even that:
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 0, function: 16}]
    expect: [{count: 1, level: medium}]
  quiet, learned:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 0, function_code: 6, action: write}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 0, function: 6, kind: request}]
  quiet, unit 0 is the device itself:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 0, function: 3, every: 10, times: 30}
      - {at: 100, client: 10.0.0.1, server: 10.0.0.2, unit: 0, function: 6}
  quiet, other units:
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6}]
---*/
WITH minutes AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    min(CASE WHEN a.action = 'write' THEN a.first_ts END) AS first_ts,
    max(CASE WHEN a.action = 'write' THEN a.last_ts END) AS last_ts,
    sum(CASE WHEN a.action = 'write' THEN a.exchanges ELSE 0 END) AS writes,
    sum(CASE WHEN a.action = 'write' THEN a.responses ELSE 0 END) AS answers,
    sum(CASE WHEN a.action = 'read' AND a.outcome IS NULL THEN a.responses ELSE 0 END) AS reads
  FROM v_activity AS a
  WHERE a.protocol = 'modbus'
    AND a.unit = 0
    AND a.minute >= :since - 3600
    AND a.minute < :until + 3600
  GROUP BY a.minute, a.sensor, a.client, a.server
),
-- A device whose unit is 0 is read with it, and answers.
judged AS (
  SELECT
    minute, sensor, client, server, first_ts, last_ts, writes, answers,
    sum(reads) OVER (
      PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN 3600 PRECEDING AND 3600 FOLLOWING
    ) AS own_reads
  FROM minutes
),
learned AS (
  SELECT DISTINCT f.sensor AS sensor, f.client AS client, f.server AS server
  FROM learned_function AS f
  WHERE f.protocol = 'modbus'
    AND f.action = 'write'
    AND f.unit = 0
)
SELECT
  j.first_ts AS ts_start,
  j.last_ts AS ts_end,
  j.sensor AS sensor,
  j.client AS client,
  j.server AS server,
  'modbus' AS protocol,
  0 AS unit,
  'write' AS action,
  CASE WHEN j.answers = 0 THEN 'critical' ELSE 'medium' END AS level,
  j.writes AS count
FROM judged AS j
LEFT JOIN learned AS l ON l.sensor = j.sensor AND l.client = j.client AND l.server = j.server
WHERE j.writes > 0
  AND j.minute >= :since
  AND j.minute < :until
  AND l.client IS NULL
  AND NOT (j.answers > 0 AND j.own_reads > 0)
