-- A gateway that says that a unit is away (exceptions 10 and 11) is no answer of the unit. By series first: minutes
-- lie in their order, and summing them by names would sort them.
INSERT INTO baseline_unit (baseline, sensor, protocol, server, unit, responses)
WITH counted AS (
  SELECT a.series, sum(a.responses) AS responses
  FROM v_series AS r
  CROSS JOIN activity AS a ON a.series = r.series
  CROSS JOIN source_hour AS h
    ON h.sensor = r.sensor
    AND h.protocol = r.protocol
    AND h.hour = a.minute - a.minute % 3600
    AND h.source = r.source
    AND h.preferred = 1
  WHERE a.minute >= :from
    AND a.minute < :to
    AND r.protocol = 'modbus'
    AND r.unit IS NOT NULL
    AND coalesce(r.outcome, 0) NOT IN (10, 11)
  GROUP BY a.series
)
-- Not by v_series, which begins with the channels: each of many would walk through all that was counted.
SELECT :baseline, c.sensor, c.protocol, c.server, r.unit, sum(n.responses)
FROM counted AS n
CROSS JOIN series AS r ON r.id = n.series
CROSS JOIN channel AS c ON c.id = r.channel
GROUP BY c.sensor, c.protocol, c.server, r.unit
HAVING sum(n.responses) > 0
