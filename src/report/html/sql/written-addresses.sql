-- Addresses that were written, by server: coils with functions 5 and 15, holding registers with the others.
SELECT
  sensor,
  server,
  client,
  coalesce(unit, -1) AS unit,
  CASE WHEN function_code IN (5, 15) THEN 'coil' ELSE 'holding' END AS point_table,
  address,
  quantity,
  sum(exchanges) AS times
FROM v_address_use
WHERE action = 'write'
GROUP BY sensor, server, client, unit, point_table, address, quantity
