/*---
title: Requests unanswered
level: medium
attack: [T1691.001]
reads: [v_ot, v_activity, learned_unanswered]
needs: [baseline]
params:
  least: {type: integer, default: 3, description: unanswered requests of one function within five minutes}
  times_learned: {type: number, default: 3, description: how many times the learned share is too many}
lookback: 300
settle: 300
shows: absence
dedup: [protocol, server]
explains: [one-sided-capture]
message: "{count} requests to {server} got no response, {function} from {asking} among them; learned were {share} % without one"
triage: Is the controller overloaded, restarting, or cut off? Who else talks to it at that time?
falsepositives:
  - A controller that is serviced
  - A capture that misses packets without saying so
tests:
  hit:
    baseline: {unanswered: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, requests: 9000, unanswered: 9, busiest_unanswered: 1}]}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 60}
      - {at: 605, kind: request, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 9}
    expect: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, count: 9}]
  hit, slow ones across minutes:
    baseline: {unanswered: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function_code: 1, requests: 900}]}
    rows: [{protocol: dnp3, kind: request, client: 10.0.0.1, server: 10.0.0.2, function: 1, every: 100, times: 3}]
    expect: [{protocol: dnp3, count: 3}]
  quiet, a third without response was learned:
    baseline: {unanswered: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, requests: 900, unanswered: 300, busiest_unanswered: 20}]}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 2, times: 200}
      - {at: 1, kind: request, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 4, times: 100}
  quiet, two, and many while packets are lost:
    baseline: {unanswered: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, requests: 900}]}
    rows:
      - {kind: request, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 100, times: 2}
      - {table: capture_loss, at: 7200, ts_delta: 900, percent_lost: 12}
      - {at: 6500, kind: request, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 5, times: 30}
---*/
-- Functions that were always answered need no counting.
WITH doubtful AS (
  SELECT DISTINCT
    a.sensor AS sensor, a.protocol AS protocol, a.client AS client, a.server AS server,
    coalesce(a.unit, -1) AS unit, a.function_code AS function_code
  FROM v_activity AS a
  WHERE a.requests > a.responses
    AND a.minute >= :since - 300
    AND a.minute < :until + 300
),
minutes AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.protocol AS protocol, a.client AS client,
    a.server AS server, a.unit AS unit, a.function_code AS function_code, a.function AS function,
    u.share AS share, u.busiest_unanswered AS busiest,
    sum(a.requests) AS requests,
    CASE WHEN sum(a.requests) > sum(a.responses) THEN sum(a.requests) - sum(a.responses) ELSE 0 END
      AS unanswered
  FROM v_activity AS a
  JOIN doubtful AS d
    ON d.sensor = a.sensor
    AND d.protocol = a.protocol
    AND d.client = a.client
    AND d.server = a.server
    AND d.unit = coalesce(a.unit, -1)
    AND d.function_code = a.function_code
  JOIN learned_unanswered AS u
    ON u.sensor = a.sensor
    AND u.protocol = a.protocol
    AND u.client = a.client
    AND u.server = a.server
    AND coalesce(u.unit, -1) = coalesce(a.unit, -1)
    AND u.function_code = a.function_code
    AND u.requests >= 20
  WHERE a.minute >= :since - 300
    AND a.minute < :until + 300
  GROUP BY
    a.minute, a.sensor, a.protocol, a.client, a.server, a.unit, a.function_code, a.function, u.share,
    u.busiest_unanswered
),
so_far AS (
  SELECT
    minute, sensor, protocol, client, server, unit, function_code, function, share, busiest, unanswered,
    sum(unanswered) OVER five AS lately,
    sum(requests) OVER five * share AS expected
  FROM minutes
  WINDOW five AS (
    PARTITION BY sensor, protocol, client, server, unit, function_code, function
    ORDER BY minute RANGE BETWEEN 240 PRECEDING AND CURRENT ROW
  )
),
judged AS (
  SELECT
    minute, sensor, protocol, client, server, unit, function_code, function, share, unanswered,
    max(CASE
      WHEN lately >= :least
        AND lately > expected * :times_learned
        -- Four standard deviations of a count, and twice what one minute has had.
        AND (lately - expected) * (lately - expected) > expected * 16
        AND lately > busiest * 2 THEN 1
      ELSE 0
    END) OVER (
      PARTITION BY sensor, protocol, client, server, unit, function_code, function
      ORDER BY minute RANGE BETWEEN CURRENT ROW AND 240 FOLLOWING
    ) AS too_many
  FROM so_far
)
SELECT DISTINCT
  j.minute AS ts_start,
  j.minute + 60 AS ts_end,
  j.sensor AS sensor,
  j.protocol AS protocol,
  j.client AS client,
  j.client AS asking,
  j.server AS server,
  j.unit AS unit,
  j.function_code AS function_code,
  j.function AS function,
  'request' AS kind,
  round(j.share * 100.0, 1) AS share,
  j.unanswered AS count
FROM judged AS j
WHERE j.too_many = 1
  AND j.unanswered > 0
  AND j.minute >= :since
  AND j.minute < :until
