/*---
title: Functions used in other shares
shows: effect
level: medium
attack: [T1692.001]
reads: [v_activity, v_series, learned_traffic, learned_function]
needs: [baseline.traffic]
params:
  least: {type: integer, default: 100, description: exchanges of a pair within an hour to be judged at all}
  least_learned: {type: integer, default: 500, description: learned exchanges of the pair to know its shares}
  effect: {type: number, default: 0.05, description: "half the sum of the differences of the shares, 0 to 1, that means something"}
  few_hours: {type: integer, default: 24, description: learned hours below which the rhythm of the day is not known}
  few_effect: {type: number, default: 0.25, description: what the difference has to be then}
  times_learned: {type: number, default: 2, description: times the difference of the most unusual learned hour}
lookback: 3600
settle: 3600
dedup: [protocol, client, server]
message: "{client} asks {server} in other shares than learned: {function} is {share} % of {count|exchange} within an hour, {learned_share} % were learned"
triage: Which function grew at the cost of which? More writes or controls is somebody acting; fewer reads is somebody blinded.
falsepositives:
  - A changed HMI picture or a new poll list
  - A way of running the plant that the learned stretch did not contain
tests:
  hit, writes grow from one in a hundred to one in ten:
    baseline: &even
      traffic: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, exchanges: 72000, hours: 200, busiest_hour: 400, largest_shift: 0.01}]
      function:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, action: read, exchanges: 71280}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 6, action: write, exchanges: 720}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 324}
      - {at: 3, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, every: 90, times: 36}
    expect: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, count: 360}]
  hit, one of two reads is gone:
    baseline:
      traffic: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, exchanges: 72000, hours: 200, busiest_hour: 400, largest_shift: 0.01}]
      function:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, action: read, exchanges: 36000}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 4, action: read, exchanges: 36000}
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 15, times: 240}]
    expect: [{count: 240, share: 100, learned_share: 50}]
  quiet, the learned shares, and a shift that means nothing however many there are:
    baseline: *even
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 1, times: 3500}
      - {at: 3, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, every: 30, times: 100}
  quiet, too few exchanges, and an hour that has only begun:
    baseline: *even
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, every: 10, times: 90}
      - {at: 7200, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, every: 1, times: 120}
  quiet, an hour as unusual was learned, such as that of a shift change:
    baseline:
      traffic: [{protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, exchanges: 72000, hours: 200, busiest_hour: 400, largest_shift: 0.08}]
      function:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, action: read, exchanges: 71280}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 6, action: write, exchanges: 720}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 324}
      - {at: 3, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, every: 90, times: 36}
  quiet, a few learned hours do not know the rhythm of the day; a pair with few samples:
    baseline:
      traffic:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, exchanges: 1800, hours: 5, busiest_hour: 400, largest_shift: 0.01}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3, exchanges: 60, hours: 40, busiest_hour: 9}
      function:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3, action: read, exchanges: 1782}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 6, action: write, exchanges: 18}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3, unit: 1, function_code: 3, action: read, exchanges: 60}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 324}
      - {at: 3, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 6, every: 90, times: 36}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 1, function: 4, every: 10, times: 324}
---*/
WITH pair AS (
  SELECT
    t.sensor AS sensor, t.protocol AS protocol, t.client AS client, t.server AS server,
    t.exchanges * 1.0 / t.hours AS hourly, t.largest_shift * :times_learned AS unusual,
    CASE WHEN t.hours >= :few_hours THEN :effect ELSE :few_effect END AS effect
  FROM learned_traffic AS t
  WHERE t.exchanges >= :least_learned
    AND t.hours > 0
),
learned AS (
  SELECT
    f.sensor AS sensor, f.protocol AS protocol, f.client AS client, f.server AS server,
    f.function_code AS function_code, f.sub_function AS sub_function, sum(f.exchanges) AS exchanges
  FROM learned_function AS f
  GROUP BY f.sensor, f.protocol, f.client, f.server, f.function_code, f.sub_function
),
shares AS (
  SELECT
    sensor, protocol, client, server, function_code, sub_function,
    exchanges * 1.0 / sum(exchanges) OVER (PARTITION BY sensor, protocol, client, server) AS share
  FROM learned
),
observed AS (
  SELECT
    a.minute - a.minute % 3600 AS hour, a.sensor AS sensor, a.protocol AS protocol, a.client AS client,
    a.server AS server, a.function_code AS function_code, coalesce(a.sub_function, '') AS sub_function,
    sum(a.exchanges) AS exchanges
  FROM v_activity AS a
  WHERE a.minute >= :since
    AND a.minute < :until + 3600
  GROUP BY
    a.minute - a.minute % 3600, a.sensor, a.protocol, a.client, a.server, a.function_code,
    coalesce(a.sub_function, '')
),
hours AS (
  SELECT
    o.hour AS hour, o.sensor AS sensor, o.protocol AS protocol, o.client AS client, o.server AS server,
    p.unusual AS unusual, p.effect AS effect, sum(o.exchanges) AS exchanges
  FROM observed AS o
  JOIN pair AS p
    ON p.sensor = o.sensor AND p.protocol = o.protocol AND p.client = o.client AND p.server = o.server
  WHERE o.hour >= :since
    AND o.hour < :until
  GROUP BY o.hour, o.sensor, o.protocol, o.client, o.server, p.unusual, p.effect, p.hourly
  -- Half of what is usual: an hour of which only the beginning was seen says nothing.
  HAVING sum(o.exchanges) >= :least AND sum(o.exchanges) * 2 >= p.hourly
),
cells AS (
  SELECT
    h.hour AS hour, h.sensor AS sensor, h.protocol AS protocol, h.client AS client, h.server AS server,
    h.unusual AS unusual, h.effect AS effect, h.exchanges AS exchanges,
    s.function_code AS function_code, s.sub_function AS sub_function, s.share AS share,
    h.exchanges * s.share AS expected, coalesce(o.exchanges, 0) AS found
  FROM hours AS h
  JOIN shares AS s
    ON s.sensor = h.sensor AND s.protocol = h.protocol AND s.client = h.client AND s.server = h.server
  LEFT JOIN observed AS o
    ON o.hour = h.hour
    AND o.sensor = h.sensor
    AND o.protocol = h.protocol
    AND o.client = h.client
    AND o.server = h.server
    AND o.function_code = s.function_code
    AND o.sub_function = s.sub_function
),
-- Chi-squared holds for cells of 5 and more: the small ones, and functions that were never learned, are one.
ranked AS (
  SELECT
    hour, sensor, protocol, client, server, unusual, effect, exchanges, function_code, sub_function,
    share, expected, found,
    row_number() OVER (
      PARTITION BY hour, sensor, protocol, client, server
      ORDER BY abs(found - expected) DESC, function_code, sub_function
    ) AS place
  FROM cells
  WHERE expected >= 5
),
summed AS (
  SELECT
    hour, sensor, protocol, client, server, unusual, effect, exchanges, count(*) AS freedom,
    sum((found - expected) * (found - expected) * 1.0 / expected) AS chi_squared,
    sum(abs(found - expected)) AS apart, exchanges - sum(found) AS rest,
    exchanges - sum(expected) AS rest_expected,
    max(CASE WHEN place = 1 THEN function_code END) AS function_code,
    max(CASE WHEN place = 1 THEN sub_function END) AS sub_function,
    max(CASE WHEN place = 1 THEN share END) AS learned_share,
    max(CASE WHEN place = 1 THEN found END) AS found
  FROM ranked
  GROUP BY hour, sensor, protocol, client, server, unusual, effect, exchanges
),
tested AS (
  SELECT
    hour, sensor, protocol, client, server, unusual, effect, exchanges, function_code, sub_function,
    learned_share, found, 'chi-squared' AS test, CASE WHEN freedom > 30 THEN 30.0 ELSE freedom * 1.0 END AS freedom,
    chi_squared + (rest - rest_expected) * (rest - rest_expected) * 1.0
      / CASE WHEN rest_expected > 5 THEN rest_expected ELSE 5.0 END AS chi_squared,
    (apart + abs(rest - rest_expected)) * 0.5 / exchanges AS shift
  FROM summed
),
names AS (
  SELECT
    r.protocol AS protocol, r.function_code AS function_code, coalesce(r.sub_function, '') AS sub_function,
    min(r.function) AS function
  FROM v_series AS r
  GROUP BY r.protocol, r.function_code, coalesce(r.sub_function, '')
)
SELECT
  t.hour AS ts_start,
  t.hour + 3600 AS ts_end,
  t.sensor AS sensor,
  t.protocol AS protocol,
  t.client AS client,
  t.server AS server,
  t.function_code AS function_code,
  coalesce(n.function, 'a function not seen any more') AS function,
  round(t.found * 100.0 / t.exchanges, 1) AS share,
  round(t.learned_share * 100.0, 1) AS learned_share,
  round(t.shift, 3) AS shift,
  t.exchanges AS count
FROM tested AS t
JOIN critical_value AS v ON v.test = t.test AND v.parameter = t.freedom
LEFT JOIN names AS n
  ON n.protocol = t.protocol
  AND n.function_code = t.function_code
  AND n.sub_function = t.sub_function
WHERE t.chi_squared > v.value
  AND t.shift >= t.effect
  AND t.shift > t.unusual
