SELECT sensor, server, coalesce(unit, -1) AS unit, point_table, address, min AS low, max AS high
FROM learned_point
WHERE point_table IN ('coil', 'holding')
