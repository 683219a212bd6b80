INSERT INTO baseline_identity (baseline, sensor, protocol, server, unit, object, value, answers)
SELECT :baseline, sensor, protocol, server, coalesce(unit, -1), object, value, count(*)
FROM v_modbus_identity
WHERE ts >= :from AND ts < :to AND object IS NOT NULL AND value IS NOT NULL AND value <> ''
GROUP BY 2, 3, 4, 5, 6, 7
UNION ALL
SELECT :baseline, sensor, protocol, server, -1, object, value, count(*)
FROM (
  SELECT ts, sensor, protocol, server, 'system' AS object, system AS value FROM v_s7comm_identity
  UNION ALL
  SELECT ts, sensor, protocol, server, 'module', module FROM v_s7comm_identity
  UNION ALL
  SELECT ts, sensor, protocol, server, 'plant', plant FROM v_s7comm_identity
  UNION ALL
  SELECT ts, sensor, protocol, server, 'serial', serial FROM v_s7comm_identity
)
WHERE ts >= :from AND ts < :to AND value IS NOT NULL AND value <> ''
GROUP BY 2, 3, 4, 5, 6, 7
