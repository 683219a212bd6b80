-- Which requests do controllers refuse, and with which code?
SELECT
  sensor,
  server,
  client,
  protocol,
  function,
  outcome AS code,
  sum(exceptions) AS refused,
  datetime(min(first_ts), 'unixepoch') AS first_seen,
  datetime(max(last_ts), 'unixepoch') AS last_seen
FROM v_activity
WHERE exceptions > 0
GROUP BY sensor, server, client, protocol, function, outcome
ORDER BY refused DESC
