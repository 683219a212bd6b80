-- The poison guard holds here too.
INSERT INTO baseline_excluded (
  baseline, sensor, protocol, client, server, unit, function_code, sub_function, exchanges, reason
)
SELECT
  :baseline, a.sensor, a.protocol, a.client, a.server, a.unit, a.function_code, a.sub_function,
  sum(a.exchanges), max(r.title) || ' is never normal'
FROM temp.accepted AS a
JOIN function_risk AS r
  ON r.protocol = a.protocol
  AND r.function_code = a.function_code
  AND r.sub_function IN ('', a.sub_function)
  AND r.never_normal = 1
GROUP BY a.sensor, a.protocol, a.client, a.server, a.unit, a.function_code, a.sub_function
ON CONFLICT DO UPDATE SET exchanges = exchanges + excluded.exchanges
