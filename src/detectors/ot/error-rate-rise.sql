/*---
title: More errors than learned
shows: effect
level: medium
attack: [T0814, T0846]
reads: [v_series, v_activity, learned_traffic]
needs: [baseline.traffic]
params:
  least: {type: integer, default: 5, description: "exceptions, refusals or errors of a pair within an hour to be judged at all"}
  least_learned: {type: integer, default: 100, description: learned exchanges of the pair to know its share of errors}
  times_learned: {type: number, default: 2, description: times the learned share and the most errors of a learned hour}
lookback: 3600
settle: 3600
dedup: [protocol, client, server]
message: "{server} answers {client} with {count|error} within an hour, where {expected} were to be expected; the first on {function}"
triage: Which requests are refused, and since when? A scan asks for what is not there; a controller in trouble refuses what it did before.
falsepositives:
  - A changed program of the controller that the client was not told of
tests:
  hit, Modbus exceptions where hardly any were learned:
    baseline: &clean
      traffic: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, exchanges: 72000, hours: 200, exceptions: 10, most_exceptions: 1}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 300}
      - {at: 5, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, outcome: 2, every: 300, times: 8}
    expect: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, count: 8}]
  hit, S7comm errors:
    baseline:
      traffic: [{protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2, exchanges: 72000, hours: 200, exceptions: 0}]
    rows: [{protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2, function: Read Variable, outcome: 34049, every: 300, times: 10}]
    expect: [{protocol: s7comm, count: 10}]
  hit, above a learned rate:
    baseline: &noisy
      traffic: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, exchanges: 72000, hours: 200, exceptions: 2000, most_exceptions: 15}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 300}
      - {at: 5, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, outcome: 2, every: 60, times: 50}
    expect: [{count: 50}]
  quiet, what chance gives, and an hour as bad was learned:
    baseline: *noisy
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 300}
      - {at: 5, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, outcome: 2, every: 120, times: 25}
  quiet, four errors, a pair with few samples, an operator's wrong screen that was learned:
    baseline:
      traffic:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, exchanges: 72000, hours: 200, exceptions: 10, most_exceptions: 1}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3, exchanges: 50, hours: 20}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.4, exchanges: 72000, hours: 200, exceptions: 60, most_exceptions: 30}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, outcome: 2, every: 600, times: 4}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 3, outcome: 2, every: 300, times: 10}
      - {client: 10.0.0.1, server: 10.0.0.4, unit: 1, function: 3, outcome: 2, every: 60, times: 50}
---*/
-- Minutes are read only of pairs that ever fail: an exception has a series of its own.
WITH failing AS (
  SELECT DISTINCT r.sensor AS sensor, r.protocol AS protocol, r.client AS client, r.server AS server
  FROM v_series AS r
  WHERE r.outcome IS NOT NULL
),
hours AS (
  SELECT
    a.minute - a.minute % 3600 AS hour, a.sensor AS sensor, a.protocol AS protocol, a.client AS client,
    a.server AS server, max(a.last_ts) AS last_ts, sum(a.exchanges) AS exchanges,
    sum(a.exceptions) AS errors, min(CASE WHEN a.exceptions > 0 THEN a.function END) AS function
  FROM failing AS w
  JOIN v_activity AS a
    ON a.sensor = w.sensor AND a.protocol = w.protocol AND a.client = w.client AND a.server = w.server
  WHERE a.minute >= :since
    AND a.minute < :until + 3600
  GROUP BY a.minute - a.minute % 3600, a.sensor, a.protocol, a.client, a.server
  HAVING sum(a.exceptions) >= :least
),
judged AS (
  SELECT
    h.hour AS hour, h.sensor AS sensor, h.protocol AS protocol, h.client AS client, h.server AS server,
    h.last_ts AS last_ts, h.errors AS errors, h.function AS function, 'poisson' AS test,
    t.exceptions * 1.0 * h.exchanges / t.exchanges AS expected
  FROM hours AS h
  JOIN learned_traffic AS t
    ON t.sensor = h.sensor AND t.protocol = h.protocol AND t.client = h.client AND t.server = h.server
  WHERE h.hour >= :since
    AND h.hour < :until
    AND t.exchanges >= :least_learned
    AND h.errors > t.most_exceptions * :times_learned
),
-- Beyond the table three standard deviations and a little are as rare.
critical AS (
  SELECT
    j.hour AS hour, j.sensor AS sensor, j.protocol AS protocol, j.client AS client, j.server AS server,
    j.last_ts AS last_ts, j.errors AS errors, j.function AS function, j.expected AS expected,
    coalesce(min(v.value), j.expected + 3.1 * sqrt(j.expected) + 3) AS least
  FROM judged AS j
  LEFT JOIN critical_value AS v ON v.test = j.test AND v.parameter >= j.expected
  GROUP BY
    j.hour, j.sensor, j.protocol, j.client, j.server, j.last_ts, j.errors, j.function, j.expected
)
SELECT
  hour AS ts_start,
  last_ts AS ts_end,
  sensor AS sensor,
  protocol AS protocol,
  client AS client,
  server AS server,
  'error' AS result,
  function AS function,
  round(expected, 1) AS expected,
  errors AS count
FROM critical
WHERE errors >= least
  AND errors > expected * :times_learned
