-- The periods of each poll: bins that hold a fiftieth of its intervals, joined where they touch. What lies
-- between is chance: lost polls, reconnects.
INSERT INTO baseline_poll (
  baseline, sensor, protocol, client, server, unit, function_code, sub_function, address, phase,
  period, spread, intervals, share
)
WITH bin AS (
  SELECT i.*, b.low, b.width,
    b.low + b.width * (i.places * 1.0 / i.intervals + 0.5) / 1024.0 AS center,
    (i.squares - i.places * 1.0 * i.places / i.intervals) * b.width * b.width / 1048576.0 AS within,
    sum(i.intervals) OVER (
      PARTITION BY sensor, protocol, client, server, unit, function_code, sub_function, address
    ) AS total
  FROM baseline_interval AS i
  CROSS JOIN time_bin AS b ON b.bin = i.bin
  WHERE i.baseline = :baseline
),
step AS (
  SELECT *, bin - lag(bin) OVER (
    PARTITION BY sensor, protocol, client, server, unit, function_code, sub_function, address
    ORDER BY bin
  ) AS step
  FROM bin
  WHERE intervals * 50 >= total AND intervals >= 3
),
numbered AS (
  SELECT *, sum(step IS NULL OR step > 1) OVER (
    PARTITION BY sensor, protocol, client, server, unit, function_code, sub_function, address
    ORDER BY bin
  ) AS run
  FROM step
),
placed AS (
  SELECT *,
    sum(intervals) OVER (
      PARTITION BY sensor, protocol, client, server, unit, function_code, sub_function, address, run
      ORDER BY bin
    ) AS so_far,
    sum(intervals) OVER (
      PARTITION BY sensor, protocol, client, server, unit, function_code, sub_function, address, run
    ) AS members,
    sum(center * intervals) OVER (
      PARTITION BY sensor, protocol, client, server, unit, function_code, sub_function, address, run
    ) AS sum_seconds
  FROM numbered
),
phase AS (
  SELECT sensor, protocol, client, server, unit, function_code, sub_function, address, run, total,
    members,
    min(CASE WHEN so_far * 2 >= members THEN center END) AS period,
    sqrt(max(0, sum(within + intervals * (center - sum_seconds / members)
      * (center - sum_seconds / members)) / members)) AS deviation
  FROM placed
  GROUP BY sensor, protocol, client, server, unit, function_code, sub_function, address, run, total,
    members
)
SELECT :baseline, sensor, protocol, client, server, unit, function_code, sub_function, address,
  row_number() OVER (
    PARTITION BY sensor, protocol, client, server, unit, function_code, sub_function, address
    ORDER BY members DESC, period
  ),
  period, max(deviation, period * 0.01), members, members * 1.0 / total
FROM phase
WHERE members * 20 >= total
