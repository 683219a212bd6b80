-- What one client asked one server from one moment to another. From the channel to its series to their
-- minutes, all by key: the report asks it for every finding.
SELECT unit, function, sum(exchanges) AS exchanges, max(exchanges) AS busiest_minute
FROM (
  SELECT
    r.unit,
    a.minute,
    coalesce(sub.name, f.name, 'unknown-' || r.function) AS function,
    sum(a.exchanges) AS exchanges
  FROM channel AS c
  CROSS JOIN series AS r ON r.channel = c.id
  CROSS JOIN activity AS a
    ON a.series = r.id
    AND a.minute > :from - 60
    AND a.minute <= :to
  CROSS JOIN source_hour AS h
    ON h.sensor = c.sensor
    AND h.protocol = c.protocol
    AND h.hour = a.minute - a.minute % 3600
    AND h.source = r.source
    AND h.preferred = 1
  LEFT JOIN function_code AS f
    ON f.protocol = c.protocol AND f.code = r.function AND f.sub_function = ''
  LEFT JOIN function_code AS sub
    ON sub.protocol = c.protocol AND sub.code = r.function AND sub.sub_function = r.sub_function
  WHERE c.sensor = :sensor
    AND c.protocol = :protocol
    AND c.client = :client
    AND c.server = :server
    AND a.exchanges > 0
  GROUP BY r.unit, 3, a.minute
)
GROUP BY unit, function
ORDER BY exchanges DESC, function
LIMIT 12
