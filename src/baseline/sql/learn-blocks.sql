-- Address ranges that were used, merged where they overlap or touch. Whole hours come from the rollup,
-- the broken hours at both ends from the messages themselves.
INSERT INTO baseline_block (
  baseline, sensor, protocol, client, server, unit, function_code, low, high
)
WITH used AS (
  SELECT u.sensor, u.protocol, u.client, u.server, coalesce(u.unit, -1) AS unit, u.function_code,
    u.address AS low, u.address + u.quantity - 1 AS high
  FROM v_address_use AS u
  WHERE u.hour >= :first_hour AND u.hour < :last_hour
  UNION
  SELECT m.sensor, 'modbus', m.client, m.server, coalesce(m.unit, -1), m.function_code,
    m.address, m.address + coalesce(m.quantity, 1) - 1
  FROM v_modbus AS m
  WHERE m.ts >= :from AND m.ts < :head_end AND m.address IS NOT NULL
  UNION
  SELECT m.sensor, 'modbus', m.client, m.server, coalesce(m.unit, -1), m.function_code,
    m.address, m.address + coalesce(m.quantity, 1) - 1
  FROM v_modbus AS m
  WHERE m.ts >= :tail_start AND m.ts < :to AND m.address IS NOT NULL
),
reach AS (
  SELECT *, max(high) OVER (
    PARTITION BY sensor, protocol, client, server, unit, function_code
    ORDER BY low, high ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ) AS reached
  FROM used
),
numbered AS (
  SELECT *, sum(reached IS NULL OR low > reached + 1) OVER (
    PARTITION BY sensor, protocol, client, server, unit, function_code ORDER BY low, high
  ) AS block
  FROM reach
)
SELECT :baseline, sensor, protocol, client, server, unit, function_code, min(low), max(high)
FROM numbered
GROUP BY sensor, protocol, client, server, unit, function_code, block
