INSERT INTO baseline_excluded (
  baseline, sensor, protocol, client, server, unit, function_code, sub_function, exchanges, reason
)
SELECT
  :baseline, a.sensor, a.protocol, a.client, a.server, coalesce(a.unit, -1), a.function_code,
  coalesce(a.sub_function, ''), sum(a.exchanges), max(r.title) || ' is never normal'
FROM v_activity AS a
JOIN function_risk AS r
  ON r.protocol = a.protocol
  AND r.function_code = a.function_code
  AND r.sub_function IN ('', coalesce(a.sub_function, ''))
  AND r.never_normal = 1
WHERE a.minute >= :from
  AND a.minute < :to
GROUP BY a.sensor, a.protocol, a.client, a.server, coalesce(a.unit, -1), a.function_code,
  coalesce(a.sub_function, '')
