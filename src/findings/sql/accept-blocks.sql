-- Addresses used in the hours of the finding by the same client, server, unit and function: in those hours
-- they were either learned or are what the finding is about.
INSERT OR IGNORE INTO baseline_block (
  baseline, sensor, protocol, client, server, unit, function_code, low, high
)
WITH keys AS (
  SELECT DISTINCT
    a.minute - a.minute % 3600 AS hour, a.sensor, a.protocol, a.client, a.server, a.unit, a.function_code
  FROM temp.accepted AS a
),
used AS (
  SELECT DISTINCT
    k.sensor, k.protocol, k.client, k.server, k.unit, k.function_code,
    u.address AS low, u.address + u.quantity - 1 AS high
  FROM keys AS k
  JOIN v_address_use AS u
    ON u.hour = k.hour
    AND u.sensor = k.sensor
    AND u.protocol = k.protocol
    AND u.client = k.client
    AND u.server = k.server
    AND coalesce(u.unit, -1) = k.unit
    AND u.function_code = k.function_code
)
SELECT :baseline, u.sensor, u.protocol, u.client, u.server, u.unit, u.function_code, u.low, max(u.high)
FROM used AS u
WHERE NOT EXISTS (
  SELECT 1
  FROM baseline_block AS b
  WHERE b.baseline = :baseline
    AND b.sensor = u.sensor
    AND b.protocol = u.protocol
    AND b.client = u.client
    AND b.server = u.server
    AND b.unit IN (u.unit, -1)
    AND b.function_code = u.function_code
    AND b.low <= u.low
    AND b.high >= u.high
)
GROUP BY u.sensor, u.protocol, u.client, u.server, u.unit, u.function_code, u.low
ON CONFLICT DO UPDATE SET high = max(high, excluded.high)
