-- Polls that have no intervals any more. Others stay, since their longest silence is told by nothing else.
DELETE FROM baseline_timing AS t
WHERE t.baseline = :baseline
  AND t.function_code >= 0
  AND NOT EXISTS (
    SELECT 1
    FROM baseline_interval AS i
    WHERE i.baseline = t.baseline
      AND i.sensor = t.sensor
      AND i.protocol = t.protocol
      AND i.client = t.client
      AND i.server = t.server
      AND i.unit = t.unit
      AND i.function_code = t.function_code
      AND i.sub_function = t.sub_function
      AND i.address = t.address
  )
