-- Pairs of hosts, and whether the baseline knows them.
SELECT
  c.sensor,
  c.protocol,
  c.client,
  c.server,
  EXISTS (
    SELECT 1
    FROM learned_channel AS l
    WHERE l.sensor = c.sensor
      AND l.protocol = c.protocol
      AND l.client = c.client
      AND l.server = c.server
  ) AS learned
FROM channel AS c
GROUP BY c.sensor, c.protocol, c.client, c.server
ORDER BY c.sensor, c.protocol, c.client, c.server
