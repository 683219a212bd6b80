-- Mean, deviation, median and longest time between polls, out of the bins.
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
    sum(i.intervals) OVER whole AS total,
    coalesce(sum(i.hours) OVER (poll ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 0)
      AS hours_longer
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
)
SELECT :baseline, sensor, protocol, client, server, unit, function_code, sub_function, address, total,
  mean,
  sqrt(max(0, sum(within + intervals * (center - mean) * (center - mean)) / total)),
  min(CASE WHEN so_far * 2 >= total THEN center END),
  coalesce(max(CASE WHEN hours_longer + hours >= 2 THEN low + width END), 0),
  mean * total / (:to - :from)
FROM mean
GROUP BY sensor, protocol, client, server, unit, function_code, sub_function, address, total, mean
