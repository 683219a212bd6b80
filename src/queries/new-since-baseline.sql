-- Which functions on which units does the baseline not know?
SELECT
  a.sensor,
  a.protocol,
  a.client,
  a.server,
  a.unit,
  a.function,
  sum(a.exchanges) AS exchanges,
  datetime(min(a.first_ts), 'unixepoch') AS first_seen,
  datetime(max(a.last_ts), 'unixepoch') AS last_seen
FROM v_activity AS a
WHERE EXISTS (SELECT 1 FROM v_baseline AS b WHERE b.active = 1)
  AND NOT EXISTS (
    SELECT 1
    FROM learned_function AS l
    WHERE l.sensor = a.sensor
      AND l.protocol = a.protocol
      AND l.client = a.client
      AND l.server = a.server
      AND l.unit IS a.unit
      AND l.function_code = a.function_code
      AND l.sub_function = coalesce(a.sub_function, '')
  )
GROUP BY a.sensor, a.protocol, a.client, a.server, a.unit, a.function
HAVING sum(a.exchanges) > 0
ORDER BY first_seen
