SELECT id
FROM point
WHERE channel = ?
  AND source = ?
  AND coalesce(unit, -1) = coalesce(?, -1)
  AND kind = ?
  AND address = ?
