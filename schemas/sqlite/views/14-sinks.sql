-- What findings said when, and to whom it was told.

CREATE VIEW v_finding_revision AS
SELECT
  r.finding, r.revision, r.created, json_extract(r.told, '$.state') AS state,
  json_extract(r.told, '$.severity') AS severity, r.count, json_extract(r.told, '$.message') AS message
FROM finding_revision AS r;

CREATE VIEW v_delivery AS
SELECT d.sink, d.finding, d.revision, d.queued, d.attempts, d.next_try, d.error, d.delivered
FROM delivery AS d;

CREATE VIEW v_sink AS
SELECT
  s.name AS sink, s.target, s.level, s.active, count(d.finding) - count(d.delivered) AS waiting,
  count(d.delivered) AS delivered, max(CASE WHEN d.delivered IS NULL THEN d.error END) AS error
FROM sink AS s
LEFT JOIN delivery AS d ON d.sink = s.name
GROUP BY s.name, s.target, s.level, s.active;
