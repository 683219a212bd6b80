-- A stretch shorter than an hour is drawn out to one.
INSERT INTO baseline_object (
  baseline, sensor, client, server, function_code, object, times, busiest_hour, low_index, high_index,
  largest_count, steady_range
)
WITH by_hour AS (
  SELECT
    sensor, client, server, function_code, object, CAST(ts / 3600 AS INTEGER) AS hour,
    ts >= :from + (:to - :from) * 2.0 / 3 AS late, count(*) AS times,
    -- Objects with a prefix, such as events, have no range, and something else in its place.
    min(CASE WHEN range_low <= range_high THEN range_low END) AS low,
    max(CASE WHEN range_low <= range_high THEN range_high END) AS high, max(count) AS most
  FROM v_dnp3_object
  WHERE ts >= :from AND ts < :to AND object IS NOT NULL AND function_code IN (1, 129, 130)
  GROUP BY 1, 2, 3, 4, 5, 6, 7
)
SELECT
  :baseline, sensor, client, server, function_code, object, sum(times),
  CAST(max(times) * max(1.0, 3600.0 / (:to - :from)) AS INTEGER), min(low), max(high),
  max(most),
  sum(late = 0) > 0
    AND coalesce(min(low) >= min(CASE WHEN late = 0 THEN low END), 1)
    AND coalesce(max(high) <= max(CASE WHEN late = 0 THEN high END), 1)
    AND coalesce(max(most) <= max(CASE WHEN late = 0 THEN most END) * 1.5 + 2, 1)
FROM by_hour
GROUP BY sensor, client, server, function_code, object
