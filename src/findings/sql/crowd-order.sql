-- What one detector found in one day, by finding, wherever it is told.
INSERT INTO temp.crowd_order (finding, sensor, crowd, own)
WITH atom AS (
  SELECT a.finding, a.ts_start, a.level, json_extract(a.facts, '$.sensor') AS sensor, NULL AS crowd
  FROM finding_atom AS a
  WHERE a.detector = :detector
    AND a.minute >= :since
    AND a.minute < :until
    AND NOT EXISTS (SELECT 1 FROM crowd_atom AS c WHERE c.crowd = a.finding)
  UNION ALL
  SELECT a.finding, a.ts_start, a.level, json_extract(a.facts, '$.sensor') AS sensor, a.crowd
  FROM crowd_atom AS a
  WHERE a.detector = :detector
    AND a.minute >= :since
    AND a.minute < :until
)
SELECT
  a.finding,
  a.sensor,
  max(a.crowd) AS crowd,
  count(*) - count(a.crowd) AS own
FROM atom AS a
GROUP BY a.sensor, a.finding
-- The worst are told by themselves, then those that came first.
ORDER BY
  a.sensor, max(instr('info,low,medium,high,critical', a.level)) DESC, min(a.ts_start), a.finding
