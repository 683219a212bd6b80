-- Pairs and functions of the baseline that were not seen after it, where there was any traffic after it.
SELECT l.protocol, l.client, nullif(l.unit, -1) AS unit, coalesce(s.name, c.name, 'unknown-' || l.function_code)
  AS function
FROM baseline AS b
CROSS JOIN baseline_function AS l ON l.baseline = b.id
LEFT JOIN function_code AS c
  ON c.protocol = l.protocol AND c.code = l.function_code AND c.sub_function = ''
LEFT JOIN function_code AS s
  ON s.protocol = l.protocol AND s.code = l.function_code AND s.sub_function = l.sub_function
WHERE b.active = 1
  AND l.sensor = :sensor
  AND l.server = :server
  AND l.exchanges >= 20 -- less is too rare to be missed
  AND EXISTS (SELECT 1 FROM source_hour AS h WHERE h.sensor = l.sensor AND h.hour >= b.to_ts)
  AND NOT EXISTS (
    SELECT 1
    FROM channel AS n
    CROSS JOIN series AS r ON r.channel = n.id
    CROSS JOIN activity AS a ON a.series = r.id AND a.minute >= b.to_ts
    WHERE n.sensor = l.sensor
      AND n.protocol = l.protocol
      AND n.client = l.client
      AND n.server = l.server
      AND r.function = l.function_code
      AND coalesce(r.unit, -1) = l.unit
      AND coalesce(r.sub_function, '') = l.sub_function
  )
ORDER BY 1, 2, 3, 4
