-- Findings as people and tools read them.

CREATE VIEW v_finding_events AS
SELECT
  f.id AS finding,
  f.detector,
  e.severity,
  f.sensor,
  f.protocol,
  f.client,
  f.server,
  e.ts_start,
  e.ts_end,
  e.count,
  e.message
FROM finding_event AS e
JOIN finding AS f ON f.id = e.finding
WHERE e.explained_by IS NULL;

CREATE VIEW v_findings AS
SELECT
  f.id,
  f.detector,
  f.title,
  f.severity,
  f.sensor,
  f.protocol,
  f.client,
  f.server,
  f.unit,
  f.first_seen,
  f.last_seen,
  f.count,
  f.message,
  f.attack_v19,
  f.attack_v18,
  -- Suppression hides when reading: nothing is deleted, and an expiry needs nobody to act on it.
  CASE
    WHEN f.state IN ('new', 'reopened') AND EXISTS (
      SELECT 1
      FROM suppression AS p
      WHERE p.ended IS NULL
        AND (p.expires IS NULL OR p.expires > CAST(strftime('%s', 'now') AS REAL))
        AND (p.finding IS NULL OR p.finding = f.id)
        AND (p.detector IS NULL OR p.detector = f.detector)
        AND (p.client IS NULL OR p.client = f.client)
        AND (p.server IS NULL OR p.server = f.server)
        AND (p.unit IS NULL OR p.unit = f.unit)
        AND instr('info,low,medium,high,critical', p.severity)
          >= instr('info,low,medium,high,critical', f.severity)
        AND (p.address IS NULL OR NOT EXISTS (
          SELECT 1
          FROM finding_atom AS a
          WHERE a.detector = f.detector
            AND a.finding = f.id
            AND coalesce(
              json_extract(a.facts, '$.address'), json_extract(a.facts, '$.first_address'), -1
            ) <> p.address
        ))
    ) THEN 'suppressed'
    -- A decision that was made for a time ends by itself.
    WHEN f.state IN ('acknowledged', 'closed') AND (
      SELECT d.expires FROM decision AS d WHERE d.finding = f.id ORDER BY d.id DESC LIMIT 1
    ) <= CAST(strftime('%s', 'now') AS REAL) THEN 'reopened'
    ELSE f.state
  END AS state,
  (SELECT count(*) FROM v_finding_events AS e WHERE e.finding = f.id) AS events,
  f.severity_steps
FROM finding AS f
WHERE EXISTS (SELECT 1 FROM finding_event AS e WHERE e.finding = f.id AND e.explained_by IS NULL);

CREATE VIEW v_evidence AS
SELECT v.finding, v.event, v.ts, i.path, i.log, v.line, v.uid, v.summary
FROM evidence AS v
LEFT JOIN ingest_file AS i ON i.id = v.file;

-- Missing messages that prove nothing, since packets were lost there or the sensor was silent next to it.
CREATE VIEW v_held_back AS
SELECT detector, sensor, client, server, ts_start, ts_end, count, why
FROM held_atom;

CREATE VIEW v_coverage AS
SELECT
  r.detector, r.status,
  CASE
    WHEN r.status = 'evaluated' AND EXISTS (SELECT 1 FROM held_atom AS h WHERE h.detector = r.detector)
      THEN (
        SELECT
          'held back ' || sum(h.count) || ' missing messages where packets were lost or the sensor was silent: see v_held_back'
        FROM held_atom AS h
        WHERE h.detector = r.detector
      )
    WHEN r.status = 'evaluated'
      AND r.detector IN ('poll-interval-change', 'poll-jitter', 'poll-missing')
      THEN (SELECT t.reason FROM learned_thin AS t)
    ELSE r.reason
  END AS reason,
  r.remedy, r.judged_from, r.judged_to, r.milliseconds
FROM detector_run AS r;
