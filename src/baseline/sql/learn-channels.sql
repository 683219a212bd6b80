INSERT INTO baseline_channel (baseline, sensor, protocol, client, server, exchanges)
-- The poison guard goes by series, of which there are few, before any minute is read.
WITH normal AS MATERIALIZED (
  SELECT r.series, r.source, r.sensor, r.protocol, r.client, r.server
  FROM v_series AS r
  LEFT JOIN function_risk AS k
    ON k.protocol = r.protocol
    AND k.function_code = r.function_code
    AND k.sub_function IN ('', coalesce(r.sub_function, ''))
    AND k.never_normal = 1
  WHERE k.protocol IS NULL
),
counted AS (
  SELECT a.series, sum(a.exchanges) AS exchanges
  FROM normal AS r
  CROSS JOIN activity AS a ON a.series = r.series
  CROSS JOIN source_hour AS h
    ON h.sensor = r.sensor
    AND h.protocol = r.protocol
    AND h.hour = a.minute - a.minute % 3600
    AND h.source = r.source
    AND h.preferred = 1
  WHERE a.minute >= :from
    AND a.minute < :to
  GROUP BY a.series
)
SELECT :baseline, r.sensor, r.protocol, r.client, r.server, sum(c.exchanges)
FROM counted AS c
JOIN normal AS r ON r.series = c.series
GROUP BY r.sensor, r.protocol, r.client, r.server
HAVING sum(c.exchanges) > 0
