-- Response times out of the bins. Whole hours come from the rollup, the broken hours at both ends from the
-- messages themselves.
INSERT INTO baseline_response (
  baseline, sensor, protocol, client, server, unit, function_code, sub_function, responses, p01,
  median, p99
)
WITH edge AS (
  SELECT :from AS since, :head_end AS until
  UNION ALL
  SELECT :tail_start, :to
),
message AS (
  SELECT m.sensor, 'modbus' AS protocol, m.client, m.server, m.unit, m.function_code,
    m.sub_function, m.response_ts - m.ts AS seconds
  FROM edge AS e
  CROSS JOIN v_modbus AS m ON m.ts >= e.since AND m.ts < e.until
  UNION ALL
  SELECT m.sensor, 'dnp3', m.client, m.server, m.unit, m.function_code, NULL, m.response_ts - m.ts
  FROM edge AS e
  CROSS JOIN v_dnp3 AS m ON m.ts >= e.since AND m.ts < e.until
  UNION ALL
  SELECT m.sensor, 's7comm', m.client, m.server, NULL, m.function_code, m.sub_function,
    m.response_ts - m.ts
  FROM edge AS e
  CROSS JOIN v_s7comm AS m ON m.ts >= e.since AND m.ts < e.until
),
counted AS (
  SELECT sensor, protocol, client, server, coalesce(unit, -1) AS unit, function_code,
    coalesce(sub_function, '') AS sub_function,
    (SELECT max(b.bin) FROM time_bin AS b WHERE b.low <= seconds) AS bin, seconds, 1 AS responses
  FROM message
  WHERE seconds >= 0.000001 AND seconds <= 7200
  UNION ALL
  SELECT sensor, protocol, client, server, coalesce(unit, -1), function_code,
    coalesce(sub_function, ''), bin, seconds, responses
  FROM v_response_time
  WHERE hour >= :first_hour AND hour < :last_hour
),
binned AS (
  SELECT sensor, protocol, client, server, unit, function_code, sub_function, bin,
    sum(seconds) / sum(responses) AS center, sum(responses) AS responses
  FROM counted
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
),
ordered AS (
  SELECT *,
    sum(responses) OVER (
      PARTITION BY sensor, protocol, client, server, unit, function_code, sub_function ORDER BY bin
    ) AS so_far,
    sum(responses) OVER (
      PARTITION BY sensor, protocol, client, server, unit, function_code, sub_function
    ) AS total
  FROM binned
)
SELECT :baseline, sensor, protocol, client, server, unit, function_code, sub_function, total,
  min(CASE WHEN so_far * 100 >= total THEN center END),
  min(CASE WHEN so_far * 2 >= total THEN center END),
  min(CASE WHEN so_far * 100 >= total * 99 THEN center END)
FROM ordered
GROUP BY sensor, protocol, client, server, unit, function_code, sub_function, total
