-- Who wrote to which addresses. Whole hours come from the rollup, the broken hours at both ends from the messages.
INSERT INTO baseline_writer (
  baseline, sensor, protocol, client, server, unit, point_table, low, high, exchanges,
  hours, learned_days
)
WITH written AS (
  SELECT hour, sensor, client, server, unit, function_code, address, quantity, exchanges
  FROM v_address_use
  WHERE hour >= :first_hour AND hour < :last_hour AND protocol = 'modbus'
    AND function_code IN (5, 6, 15, 16)
  UNION ALL
  SELECT :head_end - 1, sensor, client, server, unit, function_code, address, coalesce(quantity, 1), 1
  FROM v_modbus
  WHERE ts >= :from AND ts < :head_end AND address IS NOT NULL AND function_code IN (5, 6, 15, 16)
  UNION ALL
  SELECT :tail_start, sensor, client, server, unit, function_code, address, coalesce(quantity, 1), 1
  FROM v_modbus
  WHERE ts >= :tail_start AND ts < :to AND address IS NOT NULL AND function_code IN (5, 6, 15, 16)
)
SELECT :baseline, sensor, 'modbus', client, server, coalesce(unit, -1) AS unit,
  CASE WHEN function_code IN (5, 15) THEN 'coil' ELSE 'holding' END AS point_table,
  address, address + quantity - 1, sum(exchanges), count(DISTINCT hour), (:to - :from) / 86400.0
FROM written
GROUP BY 2, 3, 4, 5, 6, 7, 8, 9
