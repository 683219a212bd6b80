-- The atoms of a crowd in a day, summed by half minute; it names a host where all of them do.
INSERT INTO finding_atom
SELECT
  a.detector,
  a.crowd,
  a.minute,
  min(a.ts_start),
  max(a.ts_end),
  sum(a.count),
  CASE max(instr('info,low,medium,high,critical', a.level))
    WHEN 1 THEN 'info' WHEN 6 THEN 'low' WHEN 10 THEN 'medium' WHEN 17 THEN 'high' ELSE 'critical'
  END,
  json_object(
    'sensor', max(json_extract(a.facts, '$.sensor')),
    'protocol', CASE WHEN min(json_extract(a.facts, '$.protocol')) = max(json_extract(a.facts, '$.protocol'))
      THEN max(json_extract(a.facts, '$.protocol')) END,
    'client', CASE WHEN min(json_extract(a.facts, '$.client')) = max(json_extract(a.facts, '$.client'))
      AND count(json_extract(a.facts, '$.client')) = count(*)
      THEN max(json_extract(a.facts, '$.client')) END,
    'server', CASE WHEN min(json_extract(a.facts, '$.server')) = max(json_extract(a.facts, '$.server'))
      AND count(json_extract(a.facts, '$.server')) = count(*)
      THEN max(json_extract(a.facts, '$.server')) END
  )
FROM crowd_atom AS a
WHERE a.detector = :detector
  AND a.minute >= :since
  AND a.minute < :until
GROUP BY a.crowd, a.minute
