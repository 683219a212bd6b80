-- Who talks to whom, how much, since when, and was it learned?
SELECT
  a.sensor,
  a.protocol,
  a.client,
  a.server,
  sum(a.exchanges) AS exchanges,
  sum(a.exceptions) AS refused,
  datetime(min(a.first_ts), 'unixepoch') AS first_seen,
  datetime(max(a.last_ts), 'unixepoch') AS last_seen,
  EXISTS (
    SELECT 1
    FROM learned_channel AS l
    WHERE l.sensor = a.sensor
      AND l.protocol = a.protocol
      AND l.client = a.client
      AND l.server = a.server
  ) AS in_baseline
FROM v_activity AS a
GROUP BY a.sensor, a.protocol, a.client, a.server
HAVING sum(a.exchanges) > 0
ORDER BY in_baseline, exchanges DESC
