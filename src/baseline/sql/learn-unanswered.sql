-- By number first: sorting minutes by names would cost more than all else.
INSERT INTO baseline_unanswered (
  baseline, sensor, protocol, client, server, unit, function_code, requests, unanswered,
  busiest_unanswered
)
WITH counted AS (
  SELECT r.channel, r.source, coalesce(r.unit, -1) AS unit, r.function, a.minute,
    sum(a.requests) AS requests, max(0, sum(a.requests) - sum(a.responses)) AS unanswered
  FROM series AS r
  CROSS JOIN activity AS a ON a.series = r.id
  WHERE a.minute >= :from AND a.minute < :to
  GROUP BY 1, 2, 3, 4, 5
)
SELECT :baseline, c.sensor, c.protocol, c.client, c.server, m.unit, m.function, sum(m.requests),
  sum(m.unanswered), max(m.unanswered)
FROM counted AS m
CROSS JOIN channel AS c ON c.id = m.channel
CROSS JOIN source_hour AS h
  ON h.sensor = c.sensor
  AND h.protocol = c.protocol
  AND h.hour = m.minute - m.minute % 3600
  AND h.source = m.source
  AND h.preferred = 1
GROUP BY c.sensor, c.protocol, c.client, c.server, m.unit, m.function
HAVING sum(m.requests) > 0
