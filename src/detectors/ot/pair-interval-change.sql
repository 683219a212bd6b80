/*---
title: Pair asked at another pace
shows: effect
level: medium
attack: [T0806, T0814]
aliases: [TIMING_ANOMALY]
reads: [v_modbus, learned_pair_interval]
needs: [baseline.timing, modbus]
params:
  deviations: {type: number, default: 5, description: standard deviations that the mean of ten intervals is away from the learned mean}
  share: {type: number, default: 0.15, description: share of the learned mean that it differs by at least}
lookback: 3660
settle: 0
dedup: [client, server]
message: "{client} asks {server} every {seconds} s, over ten intervals, where {learned} s were imported, {count|time}"
triage: Is a poll missing, or was one added? A baseline of otsift's own tells which one.
falsepositives:
  - A changed polling plan
  - A pair whose polls come in groups, of which a mean says little
tests:
  hit, twice as fast:
    baseline: &ten
      timing: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: -1, address: -1, mean: 10, deviation: 0.2, median: 10}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 30}
      - {at: 300, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 4, every: 5, times: 30}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, protocol: modbus, count: 26}]
  quiet, the learned pace, with a poll lost now and then; a few of another pair:
    baseline: *ten
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 90}
      - {at: 910, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 90}
      - {at: 2, client: 10.0.0.3, server: 10.0.0.2, unit: 1, function: 3, every: 1, times: 90}
  quiet, fewer than ten intervals, and a pair that is asked so rarely that an hour has fewer:
    baseline:
      timing:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: -1, address: -1, mean: 10, deviation: 0.2, median: 10}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3, function_code: -1, address: -1, mean: 600, deviation: 2, median: 600}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 3, times: 10}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 3, every: 500, times: 40}
---*/
WITH step AS (
  SELECT
    m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, m.file AS file,
    m.line AS line, l.mean AS mean, l.spread AS spread,
    m.ts - lag(m.ts) OVER (PARTITION BY m.sensor, m.client, m.server ORDER BY m.ts, m.file, m.line)
      AS seconds
  -- Messages are read only where a pace was imported: a baseline of otsift's own has none.
  FROM (SELECT 1 AS any_pair FROM learned_pair_interval LIMIT 1) AS imported
  CROSS JOIN v_modbus AS m
  JOIN learned_pair_interval AS l
    ON l.protocol = 'modbus' AND l.sensor = m.sensor AND l.client = m.client AND l.server = m.server
  WHERE m.ts >= :since - 3660
    AND m.ts < :until
    AND m.kind <> 'response'
),
-- Ten intervals within an hour, so that what is further away decides about nothing.
ten AS (
  SELECT
    ts, sensor, client, server, mean, spread,
    sum(seconds) OVER (
      PARTITION BY sensor, client, server ORDER BY ts, file, line ROWS BETWEEN 9 PRECEDING AND CURRENT ROW
    ) AS seconds,
    count(seconds) OVER (
      PARTITION BY sensor, client, server ORDER BY ts, file, line ROWS BETWEEN 9 PRECEDING AND CURRENT ROW
    ) AS intervals
  FROM step
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'modbus' AS protocol,
  round(seconds * 0.1, 3) AS seconds,
  round(mean, 3) AS learned,
  1 AS count
FROM ten
WHERE intervals = 10
  AND seconds <= 3600
  AND abs(seconds * 0.1 - mean) > :deviations * spread
  AND abs(seconds * 0.1 - mean) > :share * mean
  AND ts >= :since
  AND ts < :until
