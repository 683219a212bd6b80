-- A revision goes to every sink that is told of its severity, or was told of the finding before.
INSERT INTO delivery (sink, finding, revision, queued)
SELECT s.name, :finding, :revision, :created
FROM sink AS s
WHERE s.active = 1
  AND (
    instr('info,low,medium,high,critical', s.level) <= instr('info,low,medium,high,critical', :severity)
    OR EXISTS (SELECT 1 FROM delivery AS d WHERE d.sink = s.name AND d.finding = :finding)
  )
