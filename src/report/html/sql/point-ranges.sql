-- The smallest and the largest value of every point, as all clients saw it.
SELECT sensor, server, coalesce(unit, -1) AS unit, point_table, address, min(min) AS low, max(max) AS high
FROM v_point_hour
WHERE point_table IN ('coil', 'holding')
GROUP BY sensor, server, unit, point_table, address
