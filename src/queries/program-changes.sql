-- When was the program or the mode of a controller touched: uploads, downloads, stops, starts, restarts, files?
SELECT
  datetime(minute, 'unixepoch') AS minute,
  sensor,
  client,
  server,
  protocol,
  action,
  function,
  sum(exchanges) AS times
FROM v_activity
WHERE action IN ('program', 'upload', 'mode', 'restart', 'file', 'config')
GROUP BY minute, sensor, client, server, protocol, action, function
HAVING sum(exchanges) > 0
ORDER BY minute
