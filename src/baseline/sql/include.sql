INSERT INTO baseline_function (
  baseline, sensor, protocol, client, server, unit, function_code, sub_function, action, exchanges,
  busiest_minute, exceptions, busiest_exceptions
)
SELECT
  x.baseline, x.sensor, x.protocol, x.client, x.server, x.unit, x.function_code, x.sub_function,
  coalesce(s.action, c.action, 'other'), x.exchanges,
  -- From the rollup, where it still has that time.
  coalesce((
    SELECT max(m.exchanges)
    FROM (
      SELECT sum(a.exchanges) AS exchanges
      FROM v_activity AS a
      WHERE a.sensor = x.sensor AND a.protocol = x.protocol AND a.client = x.client
        AND a.server = x.server AND coalesce(a.unit, -1) = x.unit
        AND a.function_code = x.function_code AND coalesce(a.sub_function, '') = x.sub_function
        AND a.minute >= b.from_ts AND a.minute < b.to_ts
      GROUP BY a.minute
    ) AS m
  ), 1), 0, 0
FROM baseline_excluded AS x
JOIN baseline AS b ON b.id = x.baseline
LEFT JOIN function_code AS c
  ON c.protocol = x.protocol AND c.code = x.function_code AND c.sub_function = ''
LEFT JOIN function_code AS s
  ON s.protocol = x.protocol AND s.code = x.function_code AND s.sub_function = x.sub_function
WHERE x.baseline = :baseline
  AND x.protocol = :protocol
  AND :function IN (CAST(x.function_code AS TEXT), c.name, s.name)
  AND (:sub_function IS NULL OR x.sub_function = :sub_function)
  AND (:client IS NULL OR x.client = :client)
  AND (:server IS NULL OR x.server = :server)
ON CONFLICT DO UPDATE SET exchanges = exchanges + excluded.exchanges;

INSERT INTO baseline_channel (baseline, sensor, protocol, client, server, exchanges)
SELECT x.baseline, x.sensor, x.protocol, x.client, x.server, sum(x.exchanges)
FROM baseline_excluded AS x
JOIN baseline_function AS f USING (
  baseline, sensor, protocol, client, server, unit, function_code, sub_function
)
WHERE x.baseline = :baseline
GROUP BY x.baseline, x.sensor, x.protocol, x.client, x.server
ON CONFLICT DO UPDATE SET exchanges = exchanges + excluded.exchanges;

-- What has become normal is no longer kept out.
DELETE FROM baseline_excluded
WHERE baseline = :baseline
  AND EXISTS (
    SELECT 1
    FROM baseline_function AS f
    WHERE f.baseline = baseline_excluded.baseline
      AND f.sensor = baseline_excluded.sensor
      AND f.protocol = baseline_excluded.protocol
      AND f.client = baseline_excluded.client
      AND f.server = baseline_excluded.server
      AND f.unit = baseline_excluded.unit
      AND f.function_code = baseline_excluded.function_code
      AND f.sub_function = baseline_excluded.sub_function
  )
