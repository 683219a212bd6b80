-- Mean, deviation and median of the time between polls, out of the bins, and the longest silence.
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
),
-- Silences reach over the ends of logs, which intervals do not: they come from the minutes. A series without
-- outcome has every minute of its function, and the table is in its order: nothing has to be sorted.
gap AS (
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
  GROUP BY 1, 2
),
-- Once may be a fault, or an attack; what came in two hours is part of the plant.
ranked AS (
  SELECT series, seconds, row_number() OVER (PARTITION BY series ORDER BY seconds DESC) AS place
  FROM by_hour
),
silence AS (
  SELECT r.sensor, r.protocol, r.client, r.server, coalesce(r.unit, -1) AS unit, r.function_code,
    coalesce(r.sub_function, '') AS sub_function, min(k.seconds) AS seconds
  FROM ranked AS k
  JOIN v_series AS r ON r.series = k.series
  WHERE k.place = 2
  GROUP BY 1, 2, 3, 4, 5, 6, 7
)
SELECT :baseline, p.sensor, p.protocol, p.client, p.server, p.unit, p.function_code, p.sub_function,
  p.address, p.total, p.mean, p.deviation, p.median, coalesce(r.seconds, 0),
  p.mean * p.total / (:to - :from)
FROM poll AS p
LEFT JOIN silence AS r
  ON r.sensor = p.sensor
  AND r.protocol = p.protocol
  AND r.client = p.client
  AND r.server = p.server
  AND r.unit = p.unit
  AND r.function_code = p.function_code
  AND r.sub_function = p.sub_function
