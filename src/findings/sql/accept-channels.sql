INSERT OR IGNORE INTO baseline_channel (baseline, sensor, protocol, client, server, exchanges)
SELECT :baseline, a.sensor, a.protocol, a.client, a.server, sum(a.exchanges)
FROM temp.accepted AS a
LEFT JOIN function_risk AS r
  ON r.protocol = a.protocol
  AND r.function_code = a.function_code
  AND r.sub_function IN ('', a.sub_function)
  AND r.never_normal = 1
WHERE r.protocol IS NULL
GROUP BY a.sensor, a.protocol, a.client, a.server
HAVING sum(a.exchanges) > 0
