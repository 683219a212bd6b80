-- Findings beside what was told of them last; those that are gone have no state. One has joined where it is part
-- of an incident and was never told as such.
SELECT
  f.id AS finding, r.revision, r.mark, r.count AS told_count, r.told, f.state, f.severity, f.unit, f.count,
  f.last_seen,
  EXISTS (SELECT 1 FROM incident_part AS p WHERE p.finding = f.id)
    AND NOT EXISTS (
      SELECT 1
      FROM finding_revision AS l
      WHERE l.finding = f.id AND json_extract(l.told, '$.incident.id') IS NOT NULL
    ) AS joined
FROM v_findings AS f
LEFT JOIN finding_revision AS r
  ON r.finding = f.id
  AND r.revision = (SELECT max(l.revision) FROM finding_revision AS l WHERE l.finding = f.id)
UNION ALL
SELECT r.finding, r.revision, r.mark, r.count, r.told, NULL, NULL, NULL, r.count, NULL, 0
FROM finding_revision AS r
WHERE r.revision = (SELECT max(l.revision) FROM finding_revision AS l WHERE l.finding = r.finding)
  AND NOT EXISTS (SELECT 1 FROM v_findings AS f WHERE f.id = r.finding)
