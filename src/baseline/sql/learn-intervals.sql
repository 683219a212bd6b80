-- How the times between polls were spread, by bin. Whole hours come from the rollup, the broken hours at both
-- ends from the messages, by the rule of store/timing.ts.
INSERT INTO baseline_interval (
  baseline, sensor, protocol, client, server, unit, function_code, sub_function, address, bin,
  intervals, places, squares
)
WITH edge AS (
  SELECT 1 AS part, :from AS since, :head_end AS until
  UNION ALL
  SELECT 2, :tail_start, :to
),
message AS (
  SELECT e.part, m.sensor, 'modbus' AS protocol, m.client, m.server, m.unit, m.function_code,
    m.sub_function, m.address, m.ts, m.file, m.line
  FROM edge AS e
  CROSS JOIN v_modbus AS m ON m.ts >= e.since AND m.ts < e.until
  UNION ALL
  SELECT e.part, m.sensor, 'dnp3', m.client, m.server, m.unit, m.function_code, NULL, NULL, m.ts,
    m.file, m.line
  FROM edge AS e
  CROSS JOIN v_dnp3 AS m ON m.ts >= e.since AND m.ts < e.until
  WHERE m.kind NOT IN ('unsolicited', 'oneway')
  UNION ALL
  SELECT e.part, m.sensor, 's7comm', m.client, m.server, NULL, m.function_code, m.sub_function, NULL,
    m.ts, m.file, m.line
  FROM edge AS e
  CROSS JOIN v_s7comm AS m ON m.ts >= e.since AND m.ts < e.until
  WHERE m.kind <> 'push'
  UNION ALL
  SELECT e.part, m.sensor, 's7comm-plus', m.client, m.server, NULL, m.function_code, NULL, NULL, m.ts,
    m.file, m.line
  FROM edge AS e
  CROSS JOIN v_s7comm_plus AS m ON m.ts >= e.since AND m.ts < e.until
  WHERE m.kind = 'request'
),
step AS (
  SELECT part, sensor, protocol, client, server, coalesce(unit, -1) AS unit, function_code,
    coalesce(sub_function, '') AS sub_function, coalesce(address, -1) AS address,
    ts - max(ts) OVER (
      PARTITION BY part, sensor, protocol, client, server, unit, function_code, sub_function, address,
        file
      ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS seconds
  FROM message
),
binned AS (
  SELECT *, (SELECT max(b.bin) FROM time_bin AS b WHERE b.low <= seconds) AS bin
  FROM step
  WHERE seconds >= 0.000001 AND seconds <= 7200
),
placed AS (
  SELECT s.*, min(1023, CAST((s.seconds - b.low) * 1024.0 / b.width AS INTEGER)) AS place
  FROM binned AS s
  CROSS JOIN time_bin AS b ON b.bin = s.bin
),
counted AS (
  SELECT sensor, protocol, client, server, unit, function_code, sub_function, address,
    bin, count(*) AS intervals, sum(place) AS places, sum(place * place) AS squares
  FROM placed
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  UNION ALL
  SELECT sensor, protocol, client, server, coalesce(unit, -1), function_code,
    coalesce(sub_function, ''), coalesce(address, -1), bin, intervals, places, squares
  FROM v_interval
  WHERE hour >= :first_hour AND hour < :last_hour
)
SELECT :baseline, c.sensor, c.protocol, c.client, c.server, c.unit, c.function_code, c.sub_function,
  c.address, c.bin, sum(c.intervals), sum(c.places), sum(c.squares)
FROM counted AS c
LEFT JOIN function_risk AS r
  ON r.protocol = c.protocol
  AND r.function_code = c.function_code
  AND r.sub_function IN ('', c.sub_function)
  AND r.never_normal = 1
WHERE r.protocol IS NULL
GROUP BY c.sensor, c.protocol, c.client, c.server, c.unit, c.function_code, c.sub_function, c.address,
  c.bin
