-- A gateway that says that a unit is away (exceptions 10 and 11) is no answer of the unit.
INSERT INTO baseline_unit (baseline, sensor, protocol, server, unit, responses)
SELECT :baseline, a.sensor, a.protocol, a.server, a.unit, sum(a.responses)
FROM v_activity AS a
WHERE a.minute >= :from
  AND a.minute < :to
  AND a.protocol = 'modbus'
  AND a.unit IS NOT NULL
  AND coalesce(a.outcome, 0) NOT IN (10, 11)
GROUP BY a.sensor, a.protocol, a.server, a.unit
HAVING sum(a.responses) > 0
