-- First and last minute with exchanges: two look-ups by key for each series, whatever history there is.
SELECT
  min((SELECT min(a.minute) FROM activity AS a WHERE a.series = r.id)) AS first,
  max((SELECT max(a.minute) FROM activity AS a WHERE a.series = r.id)) AS last
FROM series AS r
