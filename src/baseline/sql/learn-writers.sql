INSERT INTO baseline_writer (
  baseline, sensor, protocol, client, server, unit, point_table, low, high, exchanges
)
SELECT :baseline, sensor, protocol, client, server, coalesce(unit, -1),
  CASE WHEN function_code IN (5, 15) THEN 'coil' ELSE 'holding' END,
  address, address + quantity - 1, sum(exchanges)
FROM v_address_use
WHERE hour > :from - 3600 AND hour < :to AND protocol = 'modbus' AND function_code IN (5, 6, 15, 16)
GROUP BY 2, 3, 4, 5, 6, 7, 8, 9
