-- The richest log of an hour is counted, the others are kept beside it.
UPDATE source_hour AS h
SET preferred = source = (
  SELECT other.source
  FROM source_hour AS other
  JOIN source AS s ON s.id = other.source
  WHERE other.sensor = h.sensor AND other.protocol = h.protocol AND other.hour = h.hour
  ORDER BY s.rank DESC, s.id
  LIMIT 1
)
WHERE sensor = ? AND protocol = ? AND hour = ?
