-- Every finding, and the incident it is part of; of several the worst, of equal ones the latest.
SELECT
  f.*,
  (
    SELECT i.id
    FROM v_incident_findings AS p
    JOIN v_incidents AS i ON i.id = p.incident
    WHERE p.finding = f.id
    ORDER BY instr('info,low,medium,high,critical', i.severity) DESC, i.first_seen DESC, i.id
    LIMIT 1
  ) AS incident
FROM v_findings AS f
ORDER BY f.first_seen, f.id
