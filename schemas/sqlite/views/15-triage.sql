-- Decisions in plain SQL: what is inserted here is what `otsift findings ack|close|suppress|reopen` does.

CREATE VIEW triage AS
SELECT d.finding, d.state, d.reason, d.who, d.expires
FROM decision AS d
WHERE d.id = (SELECT max(l.id) FROM decision AS l WHERE l.finding = d.finding);

CREATE TRIGGER triage_insert INSTEAD OF INSERT ON triage
BEGIN
  SELECT RAISE(ABORT, 'triage: there is no such finding')
  WHERE NOT EXISTS (SELECT 1 FROM finding WHERE id = NEW.finding);

  -- Accepting changes the baseline, which takes more than SQL.
  SELECT RAISE(ABORT, 'triage: state is acknowledged, closed, suppressed or reopened; to accept, use otsift')
  WHERE coalesce(NEW.state, '') NOT IN ('acknowledged', 'closed', 'suppressed', 'reopened');

  SELECT RAISE(ABORT, 'triage: say why, in reason, and who, in who')
  WHERE trim(coalesce(NEW.reason, '')) = '' OR trim(coalesce(NEW.who, '')) = '';

  UPDATE suppression
  SET ended = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE finding = NEW.finding AND ended IS NULL AND NEW.state = 'reopened';

  INSERT INTO decision (
    finding, detector, message, severity, behaviour, state, reason, who, created, expires
  )
  SELECT
    f.id, f.detector, f.message, f.severity,
    (
      SELECT json_group_array(DISTINCT
        coalesce('server ' || json_extract(a.facts, '$.server') || ' ', '')
        || coalesce('unit ' || json_extract(a.facts, '$.unit') || ' ', '')
        || coalesce('function ' || json_extract(a.facts, '$.function_code'), '')
        || coalesce(' ' || json_extract(a.facts, '$.sub_function'), '')
      )
      FROM finding_atom AS a
      WHERE a.detector = f.detector AND a.finding = f.id
    ),
    NEW.state, NEW.reason, NEW.who, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), NEW.expires
  FROM finding AS f
  WHERE f.id = NEW.finding;

  -- A suppressed finding keeps its own state: it is hidden when it is read.
  UPDATE finding
  SET state = CASE NEW.state WHEN 'suppressed' THEN 'new' ELSE NEW.state END
  WHERE id = NEW.finding;

  INSERT INTO suppression (finding, severity, reason, who, created, expires)
  SELECT f.id, f.severity, NEW.reason, NEW.who, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), NEW.expires
  FROM finding AS f
  WHERE f.id = NEW.finding AND NEW.state = 'suppressed';
END;
