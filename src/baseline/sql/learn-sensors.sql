INSERT INTO baseline_sensor (baseline, sensor, longest_silence)
WITH minutes AS (
  SELECT DISTINCT sensor, minute
  FROM log_minute
  WHERE minute >= :from AND minute < :to
),
steps AS (
  SELECT sensor, minute - lag(minute) OVER (PARTITION BY sensor ORDER BY minute) AS step
  FROM minutes
)
SELECT :baseline, sensor, coalesce(max(step), 60)
FROM steps
GROUP BY sensor
