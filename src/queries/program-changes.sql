-- When was a program, mode or file of a controller touched?
SELECT
  datetime(minute, 'unixepoch') AS minute,
  sensor,
  client,
  server,
  protocol,
  action,
  function,
  sum(exchanges) AS times,
  sum(CASE WHEN protocol = 'modbus' AND outcome = 5 THEN 0 ELSE exceptions END) AS refused
FROM v_activity
WHERE action IN ('program', 'upload', 'mode', 'restart', 'file', 'config')
GROUP BY minute, sensor, client, server, protocol, action, function
HAVING sum(exchanges) > 0
ORDER BY minute
