-- When was each server asked last, and when did it answer last?
SELECT
  sensor,
  server,
  protocol,
  datetime(max(last_ts), 'unixepoch') AS last_request,
  datetime(max(CASE WHEN responses > 0 THEN last_ts END), 'unixepoch') AS last_answer,
  count(DISTINCT client) AS clients,
  sum(requests) AS requests,
  sum(responses) AS responses
FROM v_activity
WHERE protocol <> 'cotp' -- the transport below S7comm, which answers for no controller
GROUP BY sensor, server, protocol
ORDER BY last_answer
