/*---
title: Response time shifted
level: medium
attack: [T0830]
reads: [v_ot, v_response_time, learned_response]
needs: [baseline]
params:
  least: {type: integer, default: 20, description: responses of a function within an hour to be judged at all}
  times_learned: {type: number, default: 3, description: how many times above the slowest or below the fastest hundredth learned}
  least_seconds: {type: number, default: 0.005, description: a shift by less than these seconds means nothing}
lookback: 3600
settle: 3600
shows: effect
dedup: [protocol, client, server]
message: "{server} answers {client} in {median} s, half of the time, where {learned} s were learned ({function}, {count} responses within an hour)"
triage: Has something been put between the two, or does another device answer in its place? Compare the MAC addresses.
falsepositives:
  - A controller under load, or with a new program
  - A changed network path
tests:
  hit, slower:
    baseline: {response: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, responses: 900, p01: 0.004, median: 0.005, p99: 0.01}]}
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, took: 0.04, every: 10, times: 30}]
    expect: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, count: 30}]
  hit, something nearer answers:
    baseline: {response: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, responses: 900, p01: 0.04, median: 0.05, p99: 0.1}]}
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, took: 0.002, every: 10, times: 30}]
    expect: [{count: 30}]
  quiet, within the learned range, too few, too little:
    baseline:
      response:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, responses: 900, p01: 0.004, median: 0.005, p99: 0.01}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3, unit: 1, function_code: 3, responses: 900, p01: 0.0001, median: 0.0002, p99: 0.0004}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, took: 0.025, every: 10, times: 30}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, took: 0.5, every: 10, times: 10}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 3, took: 0.003, every: 10, times: 30}
---*/
WITH bins AS (
  SELECT
    t.hour AS hour, t.sensor AS sensor, t.protocol AS protocol, t.client AS client, t.server AS server,
    t.unit AS unit, t.function_code AS function_code, t.function AS function,
    coalesce(t.sub_function, '') AS sub_function, t.bin AS bin, l.p01 AS p01, l.median AS learned,
    l.p99 AS p99, sum(t.responses) AS responses, sum(t.seconds) AS seconds
  FROM v_response_time AS t
  JOIN learned_response AS l
    ON l.sensor = t.sensor
    AND l.protocol = t.protocol
    AND l.client = t.client
    AND l.server = t.server
    AND coalesce(l.unit, -1) = coalesce(t.unit, -1)
    AND l.function_code = t.function_code
    AND l.sub_function = coalesce(t.sub_function, '')
    AND l.responses >= 100
  WHERE t.hour > :since - 3600
    AND t.hour < :until
  GROUP BY
    t.hour, t.sensor, t.protocol, t.client, t.server, t.unit, t.function_code, t.function,
    coalesce(t.sub_function, ''), t.bin, l.p01, l.median, l.p99
),
ordered AS (
  SELECT
    hour, sensor, protocol, client, server, unit, function_code, function, sub_function, p01, learned,
    p99, seconds * 1.0 / responses AS center,
    sum(responses) OVER (
      PARTITION BY hour, sensor, protocol, client, server, unit, function_code, sub_function ORDER BY bin
    ) AS so_far,
    sum(responses) OVER (
      PARTITION BY hour, sensor, protocol, client, server, unit, function_code, sub_function
    ) AS responses
  FROM bins
),
hours AS (
  SELECT
    hour, sensor, protocol, client, server, unit, function_code, function, sub_function, p01, learned,
    p99, responses, min(CASE WHEN so_far * 2 >= responses THEN center END) AS median
  FROM ordered
  GROUP BY
    hour, sensor, protocol, client, server, unit, function_code, function, sub_function, p01, learned,
    p99, responses
)
SELECT
  hour AS ts_start,
  hour + 3600 AS ts_end,
  sensor AS sensor,
  protocol AS protocol,
  client AS client,
  server AS server,
  unit AS unit,
  function_code AS function_code,
  function AS function,
  round(median, 6) AS median,
  round(learned, 6) AS learned,
  responses AS count
FROM hours
WHERE responses >= :least
  AND (
    (median > p99 * :times_learned AND median - p99 > :least_seconds)
    OR (median * :times_learned < p01 AND p01 - median > :least_seconds)
  )
  AND hour >= :since
  AND hour < :until
