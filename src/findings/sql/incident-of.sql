-- The incident a finding is part of; of several the worst, of equal ones the latest.
SELECT i.id, i.severity, i.message AS title
FROM incident AS i
WHERE i.id IN (SELECT p.incident FROM incident_part AS p WHERE p.finding = :finding)
ORDER BY instr('info,low,medium,high,critical', i.severity) DESC, i.first_seen DESC, i.id
LIMIT 1
