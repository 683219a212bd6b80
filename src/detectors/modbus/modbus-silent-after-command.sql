/*---
title: Modbus device silent after a command
level: critical
attack: [T0815, T0814]
reads: [v_modbus, v_activity, function_risk, learned_function, learned_unanswered]
needs: [modbus.request]
params:
  polls: {type: integer, default: 3, description: reads without a response in the minutes after the command}
  usual: {type: number, default: 0.2, description: learned share of reads without a response above which silence says nothing}
lookback: 660
settle: 360
shows: absence
dedup: [client, server, unit]
explains: [requests-unanswered, poll-missing]
message: "{server} stopped answering after {function} from {client}: {count|read} of unit {unit} without a response in the five minutes after it"
triage: Does the device still run its program? One in listen-only mode answers nobody until it is restarted by hand.
falsepositives:
  - A device that starts anew after a planned change
tests:
  hit, listen only, and others poll in vain:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 30}
      - {at: 305, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 8, sub_function: 4, kind: request}
      - {at: 310, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: request, every: 10, times: 60}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 3, every: 10, times: 120}
    expect: [{client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: Force Listen Only Mode, count: 30}]
  hit, a write of a client that never wrote, to a device behind a gateway that speaks for it:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 3, action: read}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 7, function: 3, every: 60, times: 10}
      - {at: 550, client: 10.0.0.9, server: 10.0.0.2, unit: 7, function: 6}
      - {at: 600, client: 10.0.0.1, server: 10.0.0.2, unit: 7, function: 3, outcome: 11, every: 60, times: 10}
    expect: [{client: 10.0.0.9, unit: 7, count: 5}]
  quiet, it answers again, another unit is silent, it was silent before:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 31}
      - {at: 305, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 8, sub_function: 1}
      - {at: 310, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: request, every: 10, times: 5}
      - {at: 360, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 30}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 2, function: 3, kind: request, every: 10, times: 90}
  quiet, a write of a known writer:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]
      function: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 6, action: write}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 30}
      - {at: 295, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6}
      - {at: 300, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: request, every: 10, times: 30}
  quiet, packets were lost:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 30}
      - {at: 305, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 8, sub_function: 4, kind: request}
      - {at: 310, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, kind: request, every: 10, times: 60}
      - {at: 900, table: capture_loss, ts_delta: 900, percent_lost: 30}
---*/
WITH commands AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server, a.unit AS unit,
    a.function AS function, min(a.first_ts) AS first_ts,
    max(CASE WHEN r.never_normal = 1 THEN 1 ELSE 0 END) AS never_normal
  FROM v_activity AS a
  LEFT JOIN function_risk AS r
    ON r.protocol = 'modbus'
    AND r.function_code = a.function_code
    AND r.sub_function IN ('', coalesce(a.sub_function, ''))
  LEFT JOIN learned_function AS f
    ON f.sensor = a.sensor
    AND f.protocol = 'modbus'
    AND f.client = a.client
    AND f.server = a.server
    AND f.action = 'write'
  WHERE a.protocol = 'modbus'
    AND a.minute >= :since
    AND a.minute < :until
    AND (
      a.action = 'write'
      OR a.function_code IN (
        SELECT n.function_code AS function_code
        FROM function_risk AS n
        WHERE n.protocol = 'modbus' AND n.never_normal = 1
      )
    )
    AND (
      r.never_normal = 1
      -- Without a baseline every write might be everyday business.
      OR (a.action = 'write' AND f.sensor IS NULL AND EXISTS (SELECT 1 FROM learned_function))
    )
  GROUP BY a.minute, a.sensor, a.client, a.server, a.unit, a.function
),
-- One command a minute, the worse one first.
command AS (
  SELECT
    c.minute AS minute, c.sensor AS sensor, c.client AS client, c.server AS server, c.unit AS unit,
    c.function AS function, c.first_ts AS first_ts,
    row_number() OVER (
      PARTITION BY c.minute, c.sensor, c.client, c.server, c.unit
      ORDER BY c.never_normal DESC, c.first_ts, c.function
    ) AS place
  FROM commands AS c
),
target AS (
  SELECT DISTINCT c.sensor AS sensor, c.server AS server
  FROM command AS c
),
-- What a gateway says in a silent device's place is no response (exceptions 10 and 11).
polls AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.server AS server, a.unit AS unit,
    sum(a.requests) AS requests,
    sum(CASE WHEN coalesce(a.outcome, 0) IN (10, 11) THEN 0 ELSE a.responses END) AS responses
  FROM v_activity AS a
  -- Not a join: each of many targets would walk through all series.
  WHERE (a.sensor, a.server) IN (SELECT t.sensor AS sensor, t.server AS server FROM target AS t)
    AND a.protocol = 'modbus'
    AND a.action = 'read'
    AND a.minute >= :since - 600
    AND a.minute < :until + 360
  GROUP BY a.minute, a.sensor, a.server, a.unit
),
around AS (
  SELECT
    c.minute AS minute, c.sensor AS sensor, c.client AS client, c.server AS server, p.unit AS unit,
    c.function AS function, c.first_ts AS first_ts,
    sum(CASE WHEN p.minute < c.minute THEN p.requests ELSE 0 END) AS requests_before,
    sum(CASE WHEN p.minute < c.minute THEN p.responses ELSE 0 END) AS responses_before,
    -- The first minute with a response ends the silence.
    min(CASE WHEN p.minute > c.minute AND p.responses > 0 THEN p.minute END) AS answered
  FROM command AS c
  JOIN polls AS p
    ON p.sensor = c.sensor
    AND p.server = c.server
    AND (c.unit IS NULL OR p.unit = c.unit)
    AND p.minute >= c.minute - 600
    AND p.minute <= c.minute + 300
  WHERE c.place = 1
  GROUP BY c.minute, c.sensor, c.client, c.server, p.unit, c.function, c.first_ts
),
learned AS (
  SELECT
    u.sensor AS sensor, u.server AS server, u.unit AS unit,
    sum(u.unanswered) * 1.0 / sum(u.requests) AS share
  FROM learned_unanswered AS u
  WHERE u.protocol = 'modbus'
  GROUP BY u.sensor, u.server, u.unit
)
SELECT
  s.first_ts AS ts_start,
  max(p.minute) + 60 AS ts_end,
  s.sensor AS sensor,
  'modbus' AS protocol,
  s.client AS client,
  s.server AS server,
  s.unit AS unit,
  s.function AS function,
  sum(p.requests) AS count
FROM around AS s
JOIN polls AS p
  ON p.sensor = s.sensor
  AND p.server = s.server
  AND p.unit = s.unit
  AND p.minute > s.minute
  AND p.minute <= s.minute + 300
  AND p.minute < coalesce(s.answered, s.minute + 360)
LEFT JOIN learned AS l ON l.sensor = s.sensor AND l.server = s.server AND l.unit = s.unit
WHERE s.requests_before >= :polls
  AND s.responses_before * 2 > s.requests_before
  AND coalesce(l.share, 0) <= :usual
GROUP BY s.first_ts, s.sensor, s.client, s.server, s.unit, s.function
HAVING sum(p.requests) >= :polls
