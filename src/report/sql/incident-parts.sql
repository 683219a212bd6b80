-- The findings of an incident in order of time, each as severe as the worst of its bursts in it.
SELECT
  p.finding,
  p.detector,
  (
    SELECT e.severity
    FROM incident_part AS own
    JOIN finding_event AS e ON e.finding = own.finding AND e.ts_start = own.event
    WHERE own.incident = p.incident
      AND own.finding = p.finding
    ORDER BY instr('info,low,medium,high,critical', e.severity) DESC
    LIMIT 1
  ) AS severity,
  p.stage,
  p.first_seen,
  p.last_seen,
  p.count,
  p.message,
  p.state
FROM v_incident_findings AS p
WHERE p.incident = ?
ORDER BY p.first_seen, p.last_seen, p.finding
