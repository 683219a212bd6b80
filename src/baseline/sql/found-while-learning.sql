-- A detector that needs a baseline finds nothing where it was learned; the others may.
SELECT DISTINCT f.id, f.detector, f.severity, f.message
FROM finding_event AS e
JOIN finding AS f ON f.id = e.finding
WHERE e.ts_start < :to
  AND e.ts_end >= :from
  AND e.explained_by IS NULL
  AND e.severity IN ('high', 'critical')
ORDER BY f.severity, f.id
