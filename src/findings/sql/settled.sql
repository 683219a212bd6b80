-- Findings somebody has decided about, with the last decision.
SELECT
  f.id, f.detector, f.message, f.severity, f.sensor, f.protocol, f.client, f.server, f.unit, d.state,
  d.severity AS decided_severity, d.behaviour, d.expires,
  (SELECT max(a.ts_end) FROM finding_atom AS a WHERE a.detector = f.detector AND a.finding = f.id) AS last_atom
FROM decision AS d
JOIN finding AS f ON f.id = d.finding
WHERE d.id = (SELECT max(l.id) FROM decision AS l WHERE l.finding = d.finding)
  AND (
    f.state IN ('acknowledged', 'closed', 'accepted')
    OR EXISTS (SELECT 1 FROM suppression AS p WHERE p.finding = f.id AND p.ended IS NULL)
  )
