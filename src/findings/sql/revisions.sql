-- Findings beside what was told of them last; those that are gone have no state.
SELECT
  f.id AS finding, r.revision, r.mark, r.count AS told_count, r.told, f.state, f.severity, f.unit, f.count,
  f.last_seen
FROM v_findings AS f
LEFT JOIN finding_revision AS r
  ON r.finding = f.id
  AND r.revision = (SELECT max(l.revision) FROM finding_revision AS l WHERE l.finding = f.id)
UNION ALL
SELECT r.finding, r.revision, r.mark, r.count, r.told, NULL, NULL, NULL, r.count, NULL
FROM finding_revision AS r
WHERE r.revision = (SELECT max(l.revision) FROM finding_revision AS l WHERE l.finding = r.finding)
  AND NOT EXISTS (SELECT 1 FROM v_findings AS f WHERE f.id = r.finding)
