-- Mean, deviation and median of the time between polls, out of the bins.
INSERT INTO baseline_timing (
  baseline, sensor, protocol, client, server, unit, function_code, sub_function, address, intervals,
  mean, deviation, median, longest, covered
)
WITH bin AS (
  SELECT i.*, b.low, b.width,
    b.low + b.width * (i.places * 1.0 / i.intervals + 0.5) / 1024.0 AS center,
    -- Squares of the distances from the bin's own middle, in seconds.
    (i.squares - i.places * 1.0 * i.places / i.intervals) * b.width * b.width / 1048576.0 AS within,
    sum(i.intervals) OVER poll AS so_far,
    sum(i.intervals) OVER whole AS total
  FROM baseline_interval AS i
  CROSS JOIN time_bin AS b ON b.bin = i.bin
  WHERE i.baseline = :baseline
  WINDOW whole AS (
      PARTITION BY sensor, protocol, client, server, unit, function_code, sub_function, address
    ),
    poll AS (
      PARTITION BY sensor, protocol, client, server, unit, function_code, sub_function, address
      ORDER BY i.bin
    )
),
mean AS (
  SELECT *, sum(center * intervals) OVER (
    PARTITION BY sensor, protocol, client, server, unit, function_code, sub_function, address
  ) / total AS mean
  FROM bin
),
poll AS (
  SELECT sensor, protocol, client, server, unit, function_code, sub_function, address, total, mean,
    sqrt(max(0, sum(within + intervals * (center - mean) * (center - mean)) / total)) AS deviation,
    min(CASE WHEN so_far * 2 >= total THEN center END) AS median
  FROM mean
  GROUP BY sensor, protocol, client, server, unit, function_code, sub_function, address, total, mean
)
SELECT :baseline, p.sensor, p.protocol, p.client, p.server, p.unit, p.function_code, p.sub_function,
  p.address, p.total, p.mean, p.deviation, p.median, 0, p.mean * p.total / (:to - :from)
FROM poll AS p
-- Without a WHERE, ON would be read as that of a join.
WHERE true
-- The longest silence comes from learn-silences.sql, and stays when the rest is learned anew.
ON CONFLICT DO UPDATE SET
  intervals = excluded.intervals,
  mean = excluded.mean,
  deviation = excluded.deviation,
  median = excluded.median,
  covered = excluded.covered
