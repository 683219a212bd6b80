INSERT INTO baseline_channel (baseline, sensor, protocol, client, server, exchanges)
SELECT :baseline, a.sensor, a.protocol, a.client, a.server, sum(a.exchanges)
FROM v_activity AS a
LEFT JOIN function_risk AS r
  ON r.protocol = a.protocol
  AND r.function_code = a.function_code
  AND r.sub_function IN ('', coalesce(a.sub_function, ''))
  AND r.never_normal = 1
WHERE a.minute >= :from
  AND a.minute < :to
  AND r.protocol IS NULL
GROUP BY a.sensor, a.protocol, a.client, a.server
HAVING sum(a.exchanges) > 0
