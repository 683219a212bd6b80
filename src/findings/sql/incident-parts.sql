-- Bursts that are told, as parts of incidents. What was accepted is normal here and part of nothing.
SELECT
  f.id AS finding,
  f.detector,
  f.sensor,
  f.client,
  f.server,
  f.attack_v19 AS attack,
  e.ts_start AS start,
  e.ts_end AS "end",
  e.severity
FROM finding_event AS e
JOIN finding AS f ON f.id = e.finding
WHERE e.explained_by IS NULL
  AND f.state <> 'accepted'
