-- Who stopped, restarted or reprogrammed a controller?
SELECT
  a.sensor,
  a.client,
  a.server,
  a.protocol,
  coalesce(special.title, general.title) AS title,
  coalesce(special.level, general.level) AS level,
  sum(a.exchanges) AS times,
  sum(CASE WHEN a.protocol = 'modbus' AND a.outcome = 5 THEN 0 ELSE a.exceptions END) AS refused,
  datetime(min(a.first_ts), 'unixepoch') AS first_seen,
  datetime(max(a.last_ts), 'unixepoch') AS last_seen
FROM v_activity AS a
LEFT JOIN function_risk AS special
  ON special.protocol = a.protocol
  AND special.function_code = a.function_code
  AND special.sub_function = coalesce(a.sub_function, '-')
LEFT JOIN function_risk AS general
  ON general.protocol = a.protocol
  AND general.function_code = a.function_code
  AND general.sub_function = ''
WHERE coalesce(special.never_normal, general.never_normal) = 1
GROUP BY a.sensor, a.client, a.server, a.protocol, 5, 6
HAVING sum(a.exchanges) > 0
ORDER BY first_seen
