-- Hides events that a stronger finding already says: same sensor and client, same server where the
-- stronger one names one, within its burst. Messages that are missing (:absence) are so for every client of a
-- server, whoever caused it.
UPDATE finding_event AS weak
SET explained_by = (
  SELECT s.finding
  FROM finding AS w
  JOIN finding AS f
    ON f.detector = :strong
    AND f.sensor IS w.sensor
    -- What was accepted explains nothing any more.
    AND f.state <> 'accepted'
    AND (f.protocol IS NULL OR w.protocol IS NULL OR f.protocol = w.protocol)
    AND (f.client IS NULL OR f.client = w.client OR (:absence = 1 AND f.server IS NOT NULL))
    AND (f.server IS NULL OR f.server = w.server)
    AND (f.client IS NOT NULL OR f.server IS NOT NULL)
  JOIN finding_event AS s ON s.finding = f.id
  WHERE w.id = weak.finding
    AND s.ts_start <= weak.ts_end + 60
    AND s.ts_end >= weak.ts_start - 60
    AND s.explained_by IS NULL
  ORDER BY s.ts_start, s.finding
  LIMIT 1
)
WHERE weak.explained_by IS NULL
  AND weak.finding IN (SELECT id FROM finding WHERE detector = :weak)
