-- By number first: sorting minutes by names would cost more than all else.
INSERT INTO baseline_unanswered (
  baseline, sensor, protocol, client, server, unit, function_code, requests, unanswered,
  busiest_unanswered
)
WITH asked AS MATERIALIZED (
  -- A response that tells an error lies in a series of its own, beside that of its request.
  SELECT r.id AS series, r.channel, r.source, coalesce(r.unit, -1) AS unit, r.function,
    min(r.id) OVER (PARTITION BY r.channel, r.source, r.unit, r.function) AS behaviour
  FROM series AS r
),
counted AS (
  SELECT r.behaviour, a.minute, sum(a.requests) AS requests,
    max(0, sum(a.requests) - sum(a.responses)) AS unanswered
  FROM asked AS r
  CROSS JOIN activity AS a ON a.series = r.series
  WHERE a.minute >= :from AND a.minute < :to
  GROUP BY 1, 2
)
SELECT :baseline, c.sensor, c.protocol, c.client, c.server, r.unit, r.function, sum(m.requests),
  sum(m.unanswered), max(m.unanswered)
FROM counted AS m
CROSS JOIN asked AS r ON r.series = m.behaviour
CROSS JOIN channel AS c ON c.id = r.channel
CROSS JOIN source_hour AS h
  ON h.sensor = c.sensor
  AND h.protocol = c.protocol
  AND h.hour = m.minute - m.minute % 3600
  AND h.source = r.source
  AND h.preferred = 1
GROUP BY c.sensor, c.protocol, c.client, c.server, r.unit, r.function
HAVING sum(m.requests) > 0
