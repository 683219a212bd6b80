-- An imported baseline has no period of its own: it begins with what is added.
UPDATE baseline AS b
SET
  from_ts = CASE WHEN b.from_ts = b.to_ts THEN s.from_ts ELSE b.from_ts END,
  to_ts = s.to_ts,
  exchanges = b.exchanges + s.exchanges
FROM baseline AS s
WHERE b.id = :id AND s.id = :stretch
