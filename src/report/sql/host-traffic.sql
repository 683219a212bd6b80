-- What one host asks of others, or is asked by them: by pair, function and action, and whether that was learned.
SELECT
  a.sensor,
  a.protocol,
  a.client,
  a.server,
  a.function,
  a.function_code,
  a.action,
  sum(a.exchanges) AS exchanges,
  sum(a.exceptions) AS exceptions,
  min(a.first_ts) AS first_ts,
  max(a.last_ts) AS last_ts,
  EXISTS (
    SELECT 1
    FROM learned_function AS l
    WHERE l.sensor = a.sensor
      AND l.protocol = a.protocol
      AND l.client = a.client
      AND l.server = a.server
      AND l.function_code = a.function_code
      AND l.sub_function = coalesce(a.sub_function, '')
  ) AS learned
FROM v_activity AS a
WHERE a.client = :address
  OR a.server = :address
GROUP BY a.sensor, a.protocol, a.client, a.server, a.function, a.action, a.function_code, a.sub_function
HAVING sum(a.exchanges) > 0
ORDER BY a.sensor, a.protocol, a.client, a.server, exchanges DESC
