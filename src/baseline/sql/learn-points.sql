-- Hours that lie in the stretch with all their values. What the last third shows that the rest did not
-- makes a measure unsteady: a counter that only grows has no range, and nobody should be told of it.
INSERT INTO baseline_point (
  baseline, sensor, protocol, server, unit, point_table, address, n, hours, min, max, mean, deviation,
  largest_step, largest_rate, longest_run, changes, busiest_hour, steady_range, steady_step, steady_run
)
WITH hours AS (
  SELECT *, hour >= :from + (:to - :from) * 2.0 / 3 AS late
  FROM v_point_hour
  WHERE hour > :from - 3600 AND hour < :to AND first_ts >= :from AND last_ts < :to
),
-- Window functions carry what they are given from row to row: numbers only, and names are joined at the end.
place AS (
  SELECT point_id, sensor, protocol, server, unit, point_table, address
  FROM hours
  GROUP BY point_id
),
-- The step from an hour to the next belongs to none of them; the short way around 16 bits.
crossing AS (
  SELECT point_id, late, min(abs(first - before), 65536 - abs(first - before)) AS step,
    first_ts - before_ts AS seconds
  FROM (
    SELECT point_id, late, first, first_ts, lag(last) OVER w AS before, lag(last_ts) OVER w AS before_ts
    FROM hours
    WINDOW w AS (PARTITION BY point_id ORDER BY hour)
  )
  WHERE before IS NOT NULL
),
crossings_of_one AS (
  SELECT point_id, max(step) AS step, sum(step > 0) AS changes,
    max(CASE WHEN seconds > 0 THEN step / seconds ELSE 0 END) AS rate,
    max(CASE WHEN late = 0 THEN step END) AS early
  FROM crossing
  GROUP BY point_id
),
crossings AS (
  SELECT sensor, protocol, server, unit, point_table, address, max(step) AS step,
    sum(changes) AS changes, max(rate) AS rate, max(early) AS early
  FROM crossings_of_one
  JOIN place USING (point_id)
  GROUP BY sensor, protocol, server, unit, point_table, address
),
-- A run may go on over hours: it begins where a value changed, or was not seen in the hour before.
seen AS (
  SELECT point_id, hour, late, held_since,
    CASE
      WHEN changes > 0 THEN 1
      WHEN first = lag(last) OVER w AND hour - lag(hour) OVER w = 3600 THEN 0
      ELSE 1
    END AS begins,
    CASE
      WHEN last = lead(first) OVER w AND lead(hour) OVER w - hour = 3600 THEN lead(held_until) OVER w
      ELSE last_ts
    END AS held_to
  FROM hours
  WINDOW w AS (PARTITION BY point_id ORDER BY hour)
),
numbered AS (
  SELECT point_id, late, held_since, begins, held_to, sum(begins) OVER (
    PARTITION BY point_id ORDER BY hour
  ) AS run_number
  FROM seen
),
runs AS (
  SELECT point_id, max(late) AS late,
    max(held_to) - min(CASE WHEN begins = 1 THEN held_since END) AS run
  FROM numbered
  GROUP BY point_id, run_number
),
runs_of_one AS (
  SELECT point_id, max(run) AS longest, max(CASE WHEN late = 0 THEN run END) AS early
  FROM runs
  GROUP BY point_id
),
runs_of AS (
  SELECT sensor, protocol, server, unit, point_table, address, max(longest) AS longest, max(early) AS early
  FROM runs_of_one
  JOIN place USING (point_id)
  GROUP BY sensor, protocol, server, unit, point_table, address
),
points AS (
  SELECT sensor, protocol, server, unit, point_table, address,
    sum(n) AS n, count(DISTINCT hour) AS hours, min(min) AS low, max(max) AS high,
    sum(sum) * 1.0 / sum(n) AS mean, sum(squares) * 1.0 / sum(n) AS mean_square,
    max(step) AS step, max(rate) AS rate, max(run) AS run, sum(changes) AS changes,
    max(changes) AS busiest,
    min(CASE WHEN late = 0 THEN min END) AS early_low, max(CASE WHEN late = 0 THEN max END) AS early_high,
    max(CASE WHEN late = 0 THEN step END) AS early_step,
    max(CASE WHEN late = 0 THEN run END) AS early_run
  FROM hours
  GROUP BY sensor, protocol, server, unit, point_table, address
)
SELECT
  :baseline, p.sensor, p.protocol, p.server, coalesce(p.unit, -1), p.point_table, p.address, p.n,
  p.hours, p.low, p.high, p.mean, sqrt(max(0, p.mean_square - p.mean * p.mean)),
  max(p.step, coalesce(c.step, 0)), max(p.rate, coalesce(c.rate, 0)),
  max(p.run, coalesce(r.longest, 0)), p.changes + coalesce(c.changes, 0), p.busiest,
  coalesce(
    p.low >= p.early_low - (p.early_high - p.early_low) * 0.1
    AND p.high <= p.early_high + (p.early_high - p.early_low) * 0.1, 0),
  coalesce(max(p.step, coalesce(c.step, 0)) <= max(p.early_step, coalesce(c.early, 0)) * 1.25, 0),
  coalesce(max(p.run, r.longest) <= max(p.early_run, r.early) * 3, 0)
FROM points AS p
LEFT JOIN runs_of AS r
  ON r.sensor = p.sensor AND r.protocol = p.protocol AND r.server = p.server
  AND r.unit IS p.unit AND r.point_table = p.point_table AND r.address = p.address
LEFT JOIN crossings AS c
  ON c.sensor = p.sensor AND c.protocol = p.protocol AND c.server = p.server
  AND c.unit IS p.unit AND c.point_table = p.point_table AND c.address = p.address
