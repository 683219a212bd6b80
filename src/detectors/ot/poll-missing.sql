/*---
title: Poll missing, controller silent
level: high
attack: [T0815, T1691.002]
reads: [v_activity, v_log_minute, learned_poll]
needs: [baseline]
params:
  times_period: {type: number, default: 5, description: learned periods without a message that are a silence}
  least: {type: integer, default: 120, description: "seconds of silence at least, in which a client may come back"}
  covered: {type: number, default: 0.5, description: share of the learned stretch that a poll must have filled}
lookback: 43200
settle: 1020
shows: absence
dedup: [protocol, client, server]
explains: [connection-failures, function-share-shift]
message: "{client} and {server} exchange {polls} learned poll(s) no more, such as {function} every {period} s, while sensor {sensor} sees other traffic"
triage: Does the controller answer a ping, does the client still run? Look for what was sent to it just before.
falsepositives:
  - Maintenance of the client or the controller
  - A mirror port that lost one of its sources
tests:
  hit, one of two servers, told once for both polls:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}, {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3}]
      timing:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, intervals: 900, median: 10, covered: 1}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 4, address: 0, intervals: 900, median: 10, covered: 1}
      poll:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, phase: 1, period: 10, spread: 0.1, intervals: 900, share: 1}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 4, address: 0, phase: 1, period: 10, spread: 0.1, intervals: 900, share: 1}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 10, times: 30}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, address: 0, every: 10, times: 30}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 3, address: 0, every: 10, times: 60}
    expect: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, count: 4, polls: 2}]
  hit, it comes back:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}, {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3}]
      timing: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, intervals: 900, median: 60, longest: 120, covered: 1}]
      poll: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, phase: 1, period: 60, spread: 1, intervals: 900, share: 1}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 60, times: 5}
      - {at: 1800, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 60, times: 5}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 3, address: 0, every: 10, times: 200}
    expect: [{count: 22}]
  quiet, packets were lost:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}, {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3}]
      timing: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, intervals: 900, median: 10, covered: 1}]
      poll: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, phase: 1, period: 10, spread: 0.1, intervals: 900, share: 1}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 10, times: 30}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 3, address: 0, every: 10, times: 60}
      - {table: capture_loss, at: 900, ts_delta: 900, percent_lost: 9}
  quiet, the sensor saw nothing at all, and then the slow poll is not due yet:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}, {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3}]
      timing: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, intervals: 900, median: 60, covered: 1}]
      poll: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, phase: 1, period: 60, spread: 0.1, intervals: 900, share: 1}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 60, times: 5}
      - {at: 3060, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 60, times: 5}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 3, address: 0, every: 10, times: 30}
      - {at: 2950, client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 3, address: 0, every: 10, times: 30}
  quiet, such silences were learned, and the last server nobody else stands for:
    baseline:
      channel: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}, {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3}]
      timing:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, intervals: 900, median: 10, longest: 500, covered: 1}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3, unit: 1, function_code: 3, address: 0, intervals: 900, median: 10, covered: 1}
      poll:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, phase: 1, period: 10, spread: 0.1, intervals: 900, share: 1}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3, unit: 1, function_code: 3, address: 0, phase: 1, period: 10, spread: 0.1, intervals: 900, share: 1}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 10, times: 30}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 3, address: 0, every: 10, times: 90}
---*/
WITH by_address AS (
  SELECT
    p.sensor AS sensor, p.protocol AS protocol, p.client AS client, p.server AS server, p.unit AS unit,
    p.function_code AS function_code, p.sub_function AS sub_function, p.address AS address,
    max(p.period) AS period, max(p.longest) AS longest
  FROM learned_poll AS p
  WHERE p.clear = 1
    AND p.covered >= :covered
  GROUP BY
    p.sensor, p.protocol, p.client, p.server, p.unit, p.function_code, p.sub_function, p.address
),
awaited AS (
  SELECT
    sensor, protocol, client, server, unit, function_code, sub_function, period,
    CASE
      WHEN longest * 1.5 > period * :times_period AND longest * 1.5 > :least THEN longest * 1.5
      WHEN period * :times_period > :least THEN period * :times_period
      ELSE :least
    END AS silence
  FROM by_address
),
-- A minute knows the function, not the address: the most frequent of its polls is waited for.
poll AS (
  SELECT
    sensor, protocol, client, server, unit, function_code, sub_function, min(period) AS period,
    min(silence) AS silence
  FROM awaited
  WHERE silence <= 21600
  GROUP BY sensor, protocol, client, server, unit, function_code, sub_function
),
-- A day of minutes is sorted by it: a number is sorted faster than six texts.
numbered AS (
  SELECT
    sensor, protocol, client, server, unit, function_code, sub_function, period, silence,
    row_number() OVER (
      ORDER BY sensor, protocol, client, server, unit, function_code, sub_function
    ) AS number
  FROM poll
),
seen AS (
  SELECT
    p.number AS number, a.minute AS minute, min(a.function) AS function, min(a.first_ts) AS first_ts,
    max(a.last_ts) AS last_ts
  FROM v_activity AS a
  JOIN numbered AS p
    ON p.sensor = a.sensor
    AND p.protocol = a.protocol
    AND p.client = a.client
    AND p.server = a.server
    AND coalesce(p.unit, -1) = coalesce(a.unit, -1)
    AND p.function_code = a.function_code
    AND p.sub_function = coalesce(a.sub_function, '')
  WHERE a.minute >= :since - 43200
    AND a.minute < :until + 660
    -- Who operates at intervals for a while may stop; who reads or writes at intervals is a poll.
    AND a.action IN ('read', 'write')
  GROUP BY p.number, a.minute
),
step AS (
  SELECT
    number, function, last_ts AS begun,
    coalesce(lead(first_ts) OVER (PARTITION BY number ORDER BY minute), 1e12) AS ended
  FROM seen
),
gap AS (
  SELECT
    p.sensor AS sensor, p.protocol AS protocol, p.client AS client, p.server AS server, p.unit AS unit,
    p.period AS period, p.silence AS silence, s.function AS function, s.begun AS begun, s.ended AS ended
  FROM step AS s
  JOIN numbered AS p ON p.number = s.number
  WHERE s.ended - s.begun > p.silence
    AND s.ended > :since
    AND s.begun + p.silence < :until
),
-- Where one pair alone speaks a protocol, traffic of another one has to show that the sensor sees.
alone AS (
  SELECT c.sensor AS sensor, min(c.protocol) AS protocol
  FROM learned_channel AS c
  GROUP BY c.sensor, c.protocol
  HAVING count(*) = 1
),
-- Hardly any poll has a gap, and only where one has does it matter what was seen meanwhile.
asked AS (
  SELECT DISTINCT g.sensor AS sensor, g.protocol AS protocol
  FROM gap AS g
),
sees AS (
  SELECT DISTINCT a.sensor AS sensor, a.protocol AS protocol, a.minute AS minute
  FROM asked AS k
  JOIN v_activity AS a ON a.sensor = k.sensor AND a.protocol = k.protocol
  WHERE a.minute >= :since
    AND a.minute < :until + 660
  UNION
  SELECT DISTINCT a.sensor AS sensor, o.protocol AS protocol, a.minute AS minute
  FROM asked AS k
  JOIN alone AS o ON o.sensor = k.sensor AND o.protocol = k.protocol
  JOIN v_activity AS a ON a.sensor = o.sensor AND a.protocol <> o.protocol
  WHERE a.minute >= :since
    AND a.minute < :until + 660
),
next_seen AS (
  SELECT
    sensor, protocol, minute,
    lead(minute) OVER (PARTITION BY sensor, protocol ORDER BY minute) AS next_minute
  FROM sees
),
sensor_minute AS (
  SELECT DISTINCT m.sensor AS sensor, m.minute AS minute
  FROM v_log_minute AS m
  WHERE m.minute >= :since - 43200
    AND m.minute < :until
),
sensor_step AS (
  SELECT
    sensor, minute, minute - lag(minute) OVER (PARTITION BY sensor ORDER BY minute) AS step
  FROM sensor_minute
),
awake AS (
  SELECT
    s.sensor AS sensor, s.minute AS minute,
    max(CASE WHEN s.step > 300 AND s.step > coalesce(l.longest_silence, 0) THEN s.minute END) OVER (
      PARTITION BY s.sensor ORDER BY s.minute
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS since_minute
  FROM sensor_step AS s
  LEFT JOIN learned_sensor AS l ON l.sensor = s.sensor
),
silent AS (
  SELECT
    g.sensor AS sensor, g.protocol AS protocol, g.client AS client, g.server AS server,
    g.function AS function, g.unit AS unit, g.period AS period, s.minute AS minute,
    CASE
      WHEN s.next_minute <= s.minute + 600 AND s.next_minute <= g.ended THEN s.next_minute
      ELSE s.minute + 60
    END AS until_minute
  FROM gap AS g
  JOIN next_seen AS s
    ON s.sensor = g.sensor
    AND s.protocol = g.protocol
    AND s.minute + 60 >= g.begun + g.silence
    -- It is told for six hours; then it is known.
    AND s.minute + 60 < g.begun + g.silence + 21600
    AND s.minute + 60 <= g.ended
  LEFT JOIN awake AS w ON w.sensor = s.sensor AND w.minute = s.minute
  WHERE s.minute + 60 >= coalesce(w.since_minute, 0) + g.silence
    AND s.minute < :until
)
SELECT
  minute AS ts_start,
  max(until_minute) AS ts_end,
  sensor AS sensor,
  protocol AS protocol,
  client AS client,
  server AS server,
  count(*) AS polls,
  min(function) AS function,
  round(min(period), 3) AS period,
  1 AS count
FROM silent
GROUP BY minute, sensor, protocol, client, server
