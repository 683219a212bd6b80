SELECT id
FROM series
WHERE channel = ?
  AND source = ?
  AND function = ?
  AND coalesce(unit, -1) = coalesce(?, -1)
  AND coalesce(sub_function, '') = coalesce(?, '')
  AND coalesce(outcome, -1) = coalesce(?, -1)
