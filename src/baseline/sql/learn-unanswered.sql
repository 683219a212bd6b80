INSERT INTO baseline_unanswered (
  baseline, sensor, protocol, client, server, unit, function_code, requests, unanswered,
  busiest_unanswered
)
WITH by_minute AS (
  SELECT a.sensor, a.protocol, a.client, a.server, coalesce(a.unit, -1) AS unit, a.function_code,
    a.minute, sum(a.requests) AS requests, max(0, sum(a.requests) - sum(a.responses)) AS unanswered
  FROM v_activity AS a
  WHERE a.minute >= :from AND a.minute < :to
  GROUP BY 1, 2, 3, 4, 5, 6, 7
)
SELECT :baseline, sensor, protocol, client, server, unit, function_code, sum(requests),
  sum(unanswered), max(unanswered)
FROM by_minute
GROUP BY sensor, protocol, client, server, unit, function_code
HAVING sum(requests) > 0
