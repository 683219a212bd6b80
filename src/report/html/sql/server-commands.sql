-- Commands to one server by day, client and function: all that is no reading.
SELECT
  minute - minute % 86400 AS day,
  client,
  action,
  function,
  sum(exchanges) AS count
FROM v_activity
WHERE sensor = :sensor
  AND server = :server
  AND action IN (
    'write', 'control', 'program', 'upload', 'mode', 'restart', 'file', 'config', 'time', 'freeze'
  )
GROUP BY day, client, action, function
HAVING sum(exchanges) > 0
ORDER BY day, client, action, function
