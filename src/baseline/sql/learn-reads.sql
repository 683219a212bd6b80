-- How much is read within an hour. Whole hours come from the rollup, the broken hours at both ends from the
-- messages.
INSERT INTO baseline_read (
  baseline, sensor, protocol, client, server, function_code, hours, most_addresses, largest_quantity
)
WITH used AS (
  SELECT hour, sensor, client, server, unit, function_code, address, quantity
  FROM v_address_use
  WHERE hour >= :first_hour AND hour < :last_hour AND protocol = 'modbus' AND action = 'read'
  UNION
  SELECT :head_end - 1, sensor, client, server, unit, function_code, address, coalesce(quantity, 1)
  FROM v_modbus
  WHERE ts >= :from AND ts < :head_end AND address IS NOT NULL AND action = 'read'
  UNION
  SELECT :tail_start, sensor, client, server, unit, function_code, address, coalesce(quantity, 1)
  FROM v_modbus
  WHERE ts >= :tail_start AND ts < :to AND address IS NOT NULL AND action = 'read'
),
by_hour AS (
  SELECT
    hour, sensor, client, server, function_code, sum(quantity) AS addresses, max(quantity) AS quantity
  FROM used
  GROUP BY hour, sensor, client, server, function_code
)
SELECT
  :baseline, sensor, 'modbus', client, server, function_code, count(*), max(addresses), max(quantity)
FROM by_hour
GROUP BY sensor, client, server, function_code
