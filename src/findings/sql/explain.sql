-- The first event of a stronger detector that says an event already: same sensor and client, same server where
-- the stronger one names one, within its burst. Messages that are missing (:absence) are so for every client of
-- a server, whoever caused it; a crowd is explained by the crowd of the stronger one. Each way to name the hosts
-- is a search of its own, so that none walks through all findings.
WITH strong AS (
  SELECT f.id, f.protocol, f.state
  FROM finding AS f
  WHERE f.detector = :strong AND f.sensor IS :sensor AND f.server = :server AND f.client = :client
  UNION ALL
  SELECT f.id, f.protocol, f.state
  FROM finding AS f
  WHERE f.detector = :strong AND f.sensor IS :sensor AND f.server = :server AND f.client IS NULL
  UNION ALL
  SELECT f.id, f.protocol, f.state
  FROM finding AS f
  WHERE f.detector = :strong AND f.sensor IS :sensor AND f.server IS NULL AND f.client = :client
  UNION ALL
  SELECT f.id, f.protocol, f.state
  FROM finding AS f
  WHERE :absence = 1 AND f.detector = :strong AND f.sensor IS :sensor AND f.server = :server
  UNION ALL
  SELECT f.id, f.protocol, f.state
  FROM finding AS f
  WHERE f.id = :crowd
)
SELECT s.finding
FROM strong AS f
JOIN finding_event AS s ON s.finding = f.id
WHERE s.ts_start <= :end + 60
  AND s.ts_end >= :start - 60
  -- The events of a finding do not overlap: of those that began before, only the last may last until then.
  AND s.ts_start >= coalesce(
    (
      SELECT max(e.ts_start)
      FROM finding_event AS e
      WHERE e.finding = f.id AND e.ts_start <= :start - 60
    ),
    -1e300
  )
  AND s.explained_by IS NULL
  -- What was accepted explains nothing any more, unless it is found again, as after the time it was accepted for.
  AND (
    f.state <> 'accepted'
    OR EXISTS (SELECT 1 FROM finding_atom AS a WHERE a.detector = :strong AND a.finding = f.id)
  )
  AND (f.protocol IS NULL OR :protocol IS NULL OR f.protocol = :protocol)
ORDER BY s.ts_start, s.finding
LIMIT 1
