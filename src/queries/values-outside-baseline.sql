-- Which registers and coils had values never learned?
SELECT
  p.sensor,
  p.server,
  p.unit,
  p.point_table,
  p.address,
  l.min AS learned_min,
  l.max AS learned_max,
  min(p.min) AS seen_min,
  max(p.max) AS seen_max,
  datetime(min(CASE WHEN p.max > l.max THEN p.max_ts ELSE p.min_ts END), 'unixepoch') AS first_seen
FROM v_point_hour AS p
JOIN learned_point AS l
  ON l.sensor = p.sensor
  AND l.server = p.server
  AND l.unit IS p.unit
  AND l.point_table = p.point_table
  AND l.address = p.address
WHERE p.min < l.min
  OR p.max > l.max
GROUP BY p.sensor, p.server, p.unit, p.point_table, p.address, l.min, l.max
ORDER BY first_seen
