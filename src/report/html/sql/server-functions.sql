-- What each client asks one server, over all and since the learned stretch, and whether the baseline knows it.
SELECT
  a.protocol,
  a.client,
  a.unit,
  a.function,
  a.action,
  sum(a.exchanges) AS exchanges,
  sum(a.exceptions) AS exceptions,
  min(a.first_ts) AS first,
  max(a.last_ts) AS last,
  EXISTS (
    SELECT 1
    FROM learned_function AS l
    WHERE l.sensor = a.sensor
      AND l.protocol = a.protocol
      AND l.client = a.client
      AND l.server = a.server
      AND l.unit IS a.unit
      AND l.function_code = a.function_code
      AND l.sub_function = coalesce(a.sub_function, '')
  ) AS learned
FROM v_activity AS a
WHERE a.sensor = :sensor
  AND a.server = :server
GROUP BY a.protocol, a.client, a.unit, a.function, a.action, a.function_code, a.sub_function
HAVING sum(a.exchanges) > 0
ORDER BY exchanges DESC
