INSERT INTO log_minute (sensor, log, minute, rows)
VALUES (?, ?, ?, ?)
ON CONFLICT (sensor, minute, log) DO UPDATE SET
  rows = rows + excluded.rows
