INSERT INTO baseline_sensor (baseline, sensor, longest_silence)
WITH RECURSIVE sensors AS (
  -- One look-up a sensor instead of reading through all minutes there ever were.
  SELECT min(m.sensor) AS sensor FROM log_minute AS m
  UNION ALL
  SELECT (SELECT min(m.sensor) FROM log_minute AS m WHERE m.sensor > s.sensor)
  FROM sensors AS s
  WHERE s.sensor IS NOT NULL
),
minutes AS (
  SELECT DISTINCT m.sensor, m.minute
  FROM sensors AS s
  CROSS JOIN log_minute AS m ON m.sensor = s.sensor
  WHERE m.minute >= :from AND m.minute < :to
),
steps AS (
  SELECT sensor, minute - lag(minute) OVER (PARTITION BY sensor ORDER BY minute) AS step
  FROM minutes
)
SELECT :baseline, sensor, coalesce(max(step), 60)
FROM steps
GROUP BY sensor
