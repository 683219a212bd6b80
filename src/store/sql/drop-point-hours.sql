DELETE FROM point_hour
WHERE hour = ?
  AND point IN (SELECT id FROM point WHERE channel = ? AND source = ?)
