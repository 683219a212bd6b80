-- Incidents: findings of one source on one target that belong together. Findings that nobody has to look at
-- any more are left out of the counts, and an incident of which less than two are left is none to look at.

CREATE VIEW v_incident_findings AS
SELECT
  p.incident,
  p.finding,
  f.detector,
  f.title,
  f.severity,
  p.stage,
  min(e.ts_start) AS first_seen,
  max(e.ts_end) AS last_seen,
  sum(e.count) AS count,
  count(*) AS events,
  f.message,
  f.state
FROM incident_part AS p
JOIN v_findings AS f ON f.id = p.finding
JOIN finding_event AS e ON e.finding = p.finding AND e.ts_start = p.event
GROUP BY p.incident, p.finding;

CREATE VIEW v_incidents AS
SELECT
  i.id,
  i.severity,
  i.sensor,
  i.client,
  i.server,
  i.first_seen,
  i.last_seen,
  i.stages,
  i.message,
  (SELECT count(*) FROM v_incident_findings AS p WHERE p.incident = i.id) AS findings,
  (
    SELECT count(*)
    FROM v_incident_findings AS p
    WHERE p.incident = i.id
      AND p.state IN ('new', 'acknowledged', 'reopened')
  ) AS open_findings
FROM incident AS i;
