-- The longest silence of each function that a stretch shows. Silences reach over the ends of logs, which intervals
-- do not: they come from the minutes. A series without outcome has every minute of its function, and the table is
-- in its order: nothing has to be sorted.
WITH gap AS (
  SELECT a.series, a.minute,
    a.minute + a.first_us / 1000000.0
      - lag(a.minute + a.last_us / 1000000.0) OVER (PARTITION BY a.series ORDER BY a.minute) AS seconds
  FROM series AS r
  CROSS JOIN activity AS a ON a.series = r.id
  WHERE r.outcome IS NULL AND a.minute >= :from AND a.minute < :to
),
by_hour AS (
  SELECT series, minute - minute % 3600 AS hour, max(seconds) AS seconds
  FROM gap
  -- The first minute of a series follows nothing.
  WHERE seconds IS NOT NULL
  GROUP BY 1, 2
),
-- Once may be a fault, or an attack; what came in two hours is part of the plant.
ranked AS (
  SELECT series, seconds, row_number() OVER (PARTITION BY series ORDER BY seconds DESC) AS place
  FROM by_hour
),
silence AS (
  SELECT c.sensor, c.protocol, c.client, c.server, coalesce(r.unit, -1) AS unit, r.function AS function_code,
    coalesce(r.sub_function, '') AS sub_function, min(k.seconds) AS seconds
  FROM ranked AS k
  CROSS JOIN series AS r ON r.id = k.series
  CROSS JOIN channel AS c ON c.id = r.channel
  WHERE k.place = 2
  GROUP BY 1, 2, 3, 4, 5, 6, 7
)
UPDATE baseline_timing AS t
SET longest = max(t.longest, r.seconds)
FROM silence AS r
WHERE t.baseline = :baseline
  AND r.sensor = t.sensor
  AND r.protocol = t.protocol
  AND r.client = t.client
  AND r.server = t.server
  AND r.unit = t.unit
  AND r.function_code = t.function_code
  AND r.sub_function = t.sub_function
