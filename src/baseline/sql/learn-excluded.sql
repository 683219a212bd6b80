INSERT INTO baseline_excluded (
  baseline, sensor, protocol, client, server, unit, function_code, sub_function, exchanges, reason
)
-- Only the minutes of what is never normal are read: hardly any.
WITH never AS MATERIALIZED (
  SELECT
    r.series, r.source, r.sensor, r.protocol, r.client, r.server, coalesce(r.unit, -1) AS unit,
    r.function_code, coalesce(r.sub_function, '') AS sub_function, max(k.title) AS title
  FROM v_series AS r
  JOIN function_risk AS k
    ON k.protocol = r.protocol
    AND k.function_code = r.function_code
    AND k.sub_function IN ('', coalesce(r.sub_function, ''))
    AND k.never_normal = 1
  GROUP BY r.series, r.source, r.sensor, r.protocol, r.client, r.server, r.unit, r.function_code,
    r.sub_function
)
SELECT
  :baseline, r.sensor, r.protocol, r.client, r.server, r.unit, r.function_code, r.sub_function,
  sum(a.exchanges), max(r.title) || ' is never normal'
FROM never AS r
CROSS JOIN activity AS a ON a.series = r.series
CROSS JOIN source_hour AS h
  ON h.sensor = r.sensor
  AND h.protocol = r.protocol
  AND h.hour = a.minute - a.minute % 3600
  AND h.source = r.source
  AND h.preferred = 1
WHERE a.minute >= :from
  AND a.minute < :to
GROUP BY r.sensor, r.protocol, r.client, r.server, r.unit, r.function_code, r.sub_function
