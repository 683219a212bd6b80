/*---
title: Poll interval changed
level: medium
attack: [T0806, T0814]
aliases: [TIMING_ANOMALY]
reads: [v_ot, v_modbus, v_dnp3, v_s7comm, v_interval, v_activity, learned_poll]
needs: [baseline]
params:
  longest_period: {type: integer, default: 900, description: seconds of a learned period above which a poll is not judged}
  covered: {type: number, default: 0.5, description: share of the learned stretch that a poll must have filled}
lookback: 10800
settle: 7200
shows: effect
dedup: [protocol, client, server]
explains: [function-share-shift, dnp3-class-poll-rate]
message: "{client} polls {server} at another pace: {function} comes every {interval} s where it was every {period} s, {count} intervals outside of what was learned"
triage: Did somebody change the poll rate of this client? A tool that asks beside it, or a flood, shows in the rows.
falsepositives:
  - A changed scan rate in the HMI or historian
  - An operator's picture that reads the same addresses as the regular poll
tests:
  hit, a fifth faster:
    baseline:
      timing: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, intervals: 900, median: 10, covered: 1}]
      poll: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, phase: 1, period: 10, spread: 0.1, intervals: 900, share: 1}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 10, times: 100}
      - {at: 998, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 8, times: 20}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, count: 18, interval: 8, period: 10}]
  hit, one of two phases, across the hour:
    baseline:
      timing: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, intervals: 900, median: 9.8, covered: 1}]
      poll:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, phase: 1, period: 9.8, spread: 0.1, intervals: 450, share: 0.5}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, phase: 2, period: 0.2, spread: 0.01, intervals: 450, share: 0.5}
    rows:
      - {at: 3564, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 3572, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 3572.2, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 3580, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 3580.2, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 3588, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 3588.2, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 3596, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 3596.2, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 3604, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
    expect: [{count: 3}]
  hit, slower, DNP3:
    baseline:
      timing: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function_code: 1, address: -1, intervals: 900, median: 30, covered: 1}]
      poll: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function_code: 1, address: -1, phase: 1, period: 30, spread: 1, intervals: 900, share: 1}]
    rows: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function: 1, every: 40, times: 10}]
    expect: [{protocol: dnp3, count: 5, interval: 40}]
  hit, half as often, which is what lost polls look like, for long enough:
    baseline: &ten
      timing: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, intervals: 900, median: 10, covered: 1}]
      poll: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, phase: 1, period: 10, spread: 0.4, intervals: 900, share: 1}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 20, times: 20}]
    expect: [{client: 10.0.0.1, server: 10.0.0.2, count: 15, interval: 20}]
  quiet, every other poll is lost for a while:
    baseline: *ten
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 10, times: 30}
      - {at: 310, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 20, times: 4}
      - {at: 380, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 10, times: 30}
  quiet, lost polls, an extra one, and jitter within the spread:
    baseline:
      timing: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, intervals: 900, median: 10, covered: 1}]
      poll: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, address: 0, phase: 1, period: 10, spread: 0.4, intervals: 900, share: 1}]
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 10, times: 30}
      - {at: 310, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 330, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 10, times: 3}
      - {at: 354, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0}
      - {at: 360, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, every: 8.7, times: 90}
  quiet, no clear period:
    baseline:
      timing: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 5, address: 0, intervals: 900, median: 90, covered: 0.8}]
      poll: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 5, address: 0, phase: 1, period: 90, spread: 30, intervals: 600, share: 0.7}]
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 5, address: 0, every: 2, times: 60}]
---*/
WITH band AS (
  SELECT
    p.sensor AS sensor, p.protocol AS protocol, p.client AS client, p.server AS server, p.unit AS unit,
    p.function_code AS function_code, p.sub_function AS sub_function, p.address AS address,
    p.period AS period, p.period - p.tolerance AS low, p.period + p.tolerance AS high,
    -- Five intervals that take longer are not looked at: the poll has stopped rather.
    CASE WHEN p.median * 25 > 7200 THEN 7200.0 ELSE p.median * 25.0 END AS reach
  FROM learned_poll AS p
  WHERE p.clear = 1
    AND p.covered >= :covered
    AND p.median <= :longest_period
),
binned AS (
  SELECT
    i.hour AS hour, i.sensor AS sensor, i.protocol AS protocol, i.client AS client, i.server AS server,
    i.unit AS unit, i.function_code AS function_code, coalesce(i.sub_function, '') AS sub_function,
    i.address AS address, i.bin AS bin, i.intervals AS intervals, b.reach AS reach,
    max(CASE WHEN i.low >= b.low AND i.high <= b.high THEN 1 ELSE 0 END) AS inside
  FROM v_interval AS i
  JOIN band AS b
    ON b.sensor = i.sensor
    AND b.protocol = i.protocol
    AND b.client = i.client
    AND b.server = i.server
    AND coalesce(b.unit, -1) = coalesce(i.unit, -1)
    AND b.function_code = i.function_code
    AND b.sub_function = coalesce(i.sub_function, '')
    AND coalesce(b.address, -1) = coalesce(i.address, -1)
  WHERE i.hour >= :since - 14400
    AND i.hour < :until + 3600
  GROUP BY
    i.hour, i.sensor, i.protocol, i.client, i.server, i.unit, i.function_code,
    coalesce(i.sub_function, ''), i.address, i.bin, i.intervals, b.reach
),
hours AS (
  SELECT
    hour, sensor, protocol, client, server, unit, function_code, sub_function, address, reach,
    sum(CASE WHEN inside = 0 THEN intervals ELSE 0 END) AS strange, sum(intervals) AS intervals
  FROM binned
  GROUP BY hour, sensor, protocol, client, server, unit, function_code, sub_function, address, reach
),
-- Three of five intervals are to be strange: fewer in three hours cannot be. A fast poll that loses one of
-- hundreds is not looked at more closely.
summed AS (
  SELECT
    hour, sensor, protocol, client, server, unit, function_code, sub_function, address, reach, strange,
    intervals,
    sum(strange) OVER (
      PARTITION BY sensor, protocol, client, server, unit, function_code, sub_function, address
      ORDER BY hour RANGE BETWEEN 7200 PRECEDING AND CURRENT ROW
    ) AS lately
  FROM hours
),
hot_hour AS (
  SELECT hour, sensor, protocol, client, server, unit, function_code, sub_function, address, reach
  FROM summed
  WHERE strange > 0
    AND lately >= 3
    AND lately * 100 >= intervals
    AND hour > :since - 3600
),
hot AS (
  SELECT DISTINCT h.protocol AS protocol, a.minute AS minute
  FROM hot_hour AS h
  JOIN v_activity AS a
    ON a.sensor = h.sensor
    AND a.protocol = h.protocol
    AND a.client = h.client
    AND a.server = h.server
    AND coalesce(a.unit, -1) = coalesce(h.unit, -1)
    AND a.function_code = h.function_code
    AND a.minute >= h.hour - h.reach - 60
    AND a.minute < h.hour + 3600
  WHERE a.minute >= :since - 7260
    AND a.minute < :until + 3600
),
hot_poll AS (
  SELECT DISTINCT sensor, protocol, client, server, unit, function_code, sub_function, address, reach
  FROM hot_hour
),
-- CROSS JOIN: the minutes come first, then their messages by time.
message AS (
  SELECT
    'modbus' AS protocol, m.sensor AS sensor, m.client AS client, m.server AS server, m.unit AS unit,
    m.function_code AS function_code, coalesce(m.sub_function, '') AS sub_function,
    m.address AS address, m.function AS function, m.ts AS ts
  FROM hot
  CROSS JOIN v_modbus AS m
  WHERE hot.protocol = 'modbus'
    AND m.ts >= hot.minute
    AND m.ts < hot.minute + 60
  UNION ALL
  SELECT
    'dnp3' AS protocol, m.sensor AS sensor, m.client AS client, m.server AS server, m.unit AS unit,
    m.function_code AS function_code, '' AS sub_function, NULL AS address, m.function AS function,
    m.ts AS ts
  FROM hot
  CROSS JOIN v_dnp3 AS m
  WHERE hot.protocol = 'dnp3'
    AND m.ts >= hot.minute
    AND m.ts < hot.minute + 60
    AND m.kind NOT IN ('unsolicited', 'oneway')
  UNION ALL
  SELECT
    's7comm' AS protocol, m.sensor AS sensor, m.client AS client, m.server AS server, NULL AS unit,
    m.function_code AS function_code, coalesce(m.sub_function, '') AS sub_function, NULL AS address,
    m.function AS function, m.ts AS ts
  FROM hot
  CROSS JOIN v_s7comm AS m
  WHERE hot.protocol = 's7comm'
    AND m.ts >= hot.minute
    AND m.ts < hot.minute + 60
    AND m.kind <> 'push'
),
step AS (
  SELECT
    m.sensor AS sensor, m.protocol AS protocol, m.client AS client, m.server AS server, m.unit AS unit,
    m.function_code AS function_code, m.sub_function AS sub_function, m.address AS address,
    m.function AS function, m.ts AS ts, p.reach AS reach,
    m.ts - lag(m.ts) OVER poll AS seconds,
    m.ts - lag(m.ts, 5) OVER poll AS five,
    row_number() OVER poll AS place
  FROM message AS m
  JOIN hot_poll AS p
    ON p.sensor = m.sensor
    AND p.protocol = m.protocol
    AND p.client = m.client
    AND p.server = m.server
    AND coalesce(p.unit, -1) = coalesce(m.unit, -1)
    AND p.function_code = m.function_code
    AND p.sub_function = m.sub_function
    AND coalesce(p.address, -1) = coalesce(m.address, -1)
  WINDOW poll AS (
    PARTITION BY
      m.sensor, m.protocol, m.client, m.server, m.unit, m.function_code, m.sub_function, m.address
    ORDER BY m.ts
  )
),
placed AS (
  SELECT
    s.sensor AS sensor, s.protocol AS protocol, s.client AS client, s.server AS server, s.unit AS unit,
    s.function_code AS function_code, s.sub_function AS sub_function, s.address AS address,
    s.function AS function, s.ts AS ts, s.reach AS reach, s.seconds AS seconds, s.five AS five,
    s.place AS place,
    count(*) AS phases,
    max(CASE WHEN s.seconds >= b.low AND s.seconds <= b.high THEN 1 ELSE 0 END) AS inside,
    sum(CASE WHEN b.high < s.seconds THEN 1 ELSE 0 END) AS below,
    min(CASE WHEN b.low > s.seconds THEN b.period END) AS next_longer,
    max(CASE WHEN b.high < s.seconds THEN b.period END) AS next_shorter
  FROM step AS s
  JOIN band AS b
    ON b.sensor = s.sensor
    AND b.protocol = s.protocol
    AND b.client = s.client
    AND b.server = s.server
    AND coalesce(b.unit, -1) = coalesce(s.unit, -1)
    AND b.function_code = s.function_code
    AND b.sub_function = s.sub_function
    AND coalesce(b.address, -1) = coalesce(s.address, -1)
  GROUP BY
    s.sensor, s.protocol, s.client, s.server, s.unit, s.function_code, s.sub_function, s.address,
    s.function, s.ts, s.reach, s.seconds, s.five, s.place
),
-- Three of five on one side is where their median lies: one lost or extra poll never is.
counted AS (
  SELECT
    sensor, protocol, client, server, unit, function_code, sub_function, address, function, ts, reach,
    seconds, five, phases, inside, below, coalesce(next_longer, next_shorter) AS period,
    sum(CASE WHEN inside = 0 AND below = 0 THEN 1 ELSE 0 END) OVER five_rows AS fast,
    sum(CASE WHEN inside = 0 AND below > 0 AND below < phases THEN 1 ELSE 0 END) OVER five_rows AS between_phases,
    sum(CASE WHEN inside = 0 AND below = phases THEN 1 ELSE 0 END) OVER five_rows AS slow,
    -- A whole multiple of the period is what lost packets leave: that has to last.
    sum(
      CASE
        WHEN inside = 0 AND below = phases
          AND abs(seconds * 1.0 / next_shorter - round(seconds * 1.0 / next_shorter))
            > round(seconds * 1.0 / next_shorter) * 0.1 THEN 1
        ELSE 0
      END
    ) OVER five_rows AS odd
  FROM placed
  WINDOW five_rows AS (
    PARTITION BY sensor, protocol, client, server, unit, function_code, sub_function, address
    ORDER BY place ROWS BETWEEN 4 PRECEDING AND CURRENT ROW
  )
)
-- A strange interval begins with the poll before: so a change is one burst, however slow the poll.
SELECT
  c.ts - c.seconds AS ts_start,
  c.ts AS ts_end,
  c.sensor AS sensor,
  c.protocol AS protocol,
  c.client AS client,
  c.server AS server,
  c.unit AS unit,
  c.function_code AS function_code,
  c.function AS function,
  c.address AS address,
  round(c.seconds, 3) AS interval,
  round(c.period, 3) AS period,
  1 AS count
FROM counted AS c
JOIN hot_hour AS h
  ON h.sensor = c.sensor
  AND h.protocol = c.protocol
  AND h.client = c.client
  AND h.server = c.server
  AND coalesce(h.unit, -1) = coalesce(c.unit, -1)
  AND h.function_code = c.function_code
  AND h.sub_function = c.sub_function
  AND coalesce(h.address, -1) = coalesce(c.address, -1)
  AND c.ts >= h.hour
  AND c.ts < h.hour + 3600
WHERE c.inside = 0
  AND c.five <= c.reach
  AND c.seconds <= 3600
  AND (
    (c.below = 0 AND c.fast >= 3)
    OR (c.below = c.phases AND (c.odd >= 3 OR c.slow = 5))
    OR (c.below > 0 AND c.below < c.phases AND c.between_phases >= 3)
  )
  AND c.ts - c.seconds >= :since
  AND c.ts - c.seconds < :until
