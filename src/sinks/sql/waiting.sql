-- What waits for a sink and may be tried now, oldest first.
SELECT
  d.finding, d.revision, d.attempts, r.told, r.created,
  (SELECT f.created FROM finding_revision AS f WHERE f.finding = d.finding ORDER BY f.revision LIMIT 1) AS first_told
FROM delivery AS d
JOIN finding_revision AS r ON r.finding = d.finding AND r.revision = d.revision
WHERE d.sink = :sink AND d.delivered IS NULL AND d.next_try <= :now
ORDER BY d.queued, d.finding, d.revision
LIMIT :most
