INSERT INTO source_hour (sensor, protocol, hour, source, rows)
VALUES (?, ?, ?, ?, ?)
ON CONFLICT (sensor, protocol, hour, source) DO UPDATE SET
  rows = rows + excluded.rows
