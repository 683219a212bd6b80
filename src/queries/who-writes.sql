-- Who changes something on which controller, and how often?
SELECT
  sensor,
  client,
  server,
  protocol,
  action,
  function,
  sum(exchanges) AS times,
  sum(CASE WHEN protocol = 'modbus' AND outcome = 5 THEN 0 ELSE exceptions END) AS refused,
  count(DISTINCT minute - minute % 86400) AS days,
  datetime(min(first_ts), 'unixepoch') AS first_seen,
  datetime(max(last_ts), 'unixepoch') AS last_seen
FROM v_activity
WHERE action IN ('write', 'control', 'program', 'mode', 'restart', 'file', 'config', 'time', 'freeze')
GROUP BY sensor, client, server, protocol, action, function
HAVING sum(exchanges) > 0
ORDER BY sensor, client, server, times DESC
