-- Registers that were read or written, in order of time: of functions 1 to 6, 15 and 16 from the messages, of
-- 22 and 23 from their side logs. What was refused is neither.
SELECT
  m.ts, m.file, m.line, m.connection, n.channel, c.sensor, c.server, m.source, s.log, m.unit, m.function,
  CASE WHEN m.function IN (5, 6, 15, 16) THEN CASE WHEN m.kind = 0 THEN 1 ELSE 2 END ELSE 0 END AS written,
  m.address, m.quantity,
  CASE WHEN m.function IN (5, 6, 15, 16) THEN m.request_values ELSE m.response_values END AS words,
  NULL AS and_mask, NULL AS or_mask
FROM modbus_message AS m
CROSS JOIN connection AS n ON n.id = m.connection
CROSS JOIN channel AS c ON c.id = n.channel
CROSS JOIN source AS s ON s.id = m.source
WHERE m.ts >= :since
  AND m.ts < :until
  AND m.outcome IS NULL
  AND m.address IS NOT NULL
  AND m.function IN (1, 2, 3, 4, 5, 6, 15, 16)
  AND CASE WHEN m.function IN (5, 6, 15, 16) THEN m.request_values ELSE m.response_values END IS NOT NULL
  AND (m.kind IN (0, 1) OR m.function NOT IN (5, 6, 15, 16))
UNION ALL
SELECT
  w.ts, w.file, w.line, w.connection, n.channel, c.sensor, c.server, NULL, i.log, w.unit, 22, 1, w.address, 1, NULL,
  w.and_mask, w.or_mask
FROM modbus_mask_write AS w
CROSS JOIN connection AS n ON n.id = w.connection
CROSS JOIN channel AS c ON c.id = n.channel
CROSS JOIN ingest_file AS i ON i.id = w.file
WHERE w.ts >= :since
  AND w.ts < :until
  AND w.request = 1
  AND w.address IS NOT NULL
  AND NOT EXISTS (
    SELECT 1
    FROM modbus_message AS m
    WHERE m.ts >= w.ts - 0.001
      AND m.ts <= w.ts + 0.001
      AND m.connection = w.connection
      AND m.reference IS w.tid
      AND m.function = 22
      AND m.outcome IS NOT NULL
  )
UNION ALL
SELECT
  w.ts, w.file, w.line, w.connection, n.channel, c.sensor, c.server, NULL, i.log, w.unit, 23, 1, w.write_address,
  w.write_quantity, w.write_values, NULL, NULL
FROM modbus_read_write AS w
CROSS JOIN connection AS n ON n.id = w.connection
CROSS JOIN channel AS c ON c.id = n.channel
CROSS JOIN ingest_file AS i ON i.id = w.file
WHERE w.ts >= :since
  AND w.ts < :until
  AND w.request = 1
  AND w.write_address IS NOT NULL
  AND w.write_values IS NOT NULL
  AND NOT EXISTS (
    SELECT 1
    FROM modbus_message AS m
    WHERE m.ts >= w.ts - 0.001
      AND m.ts <= w.ts + 0.001
      AND m.connection = w.connection
      AND m.reference IS w.tid
      AND m.function = 23
      AND m.outcome IS NOT NULL
  )
ORDER BY 1, 2, 3
