-- What each client did with each server, in a line: the summary of a report.

CREATE VIEW v_session AS
SELECT
  a.sensor,
  a.protocol,
  a.client,
  a.server,
  min(a.first_ts) AS first_seen,
  max(a.last_ts) AS last_seen,
  count(DISTINCT a.unit) AS units,
  count(DISTINCT a.function) AS functions,
  sum(a.exchanges) AS exchanges,
  sum(a.exceptions) AS exceptions,
  sum(CASE WHEN a.action = 'read' THEN a.exchanges ELSE 0 END) AS reads,
  sum(CASE WHEN a.action = 'write' THEN a.exchanges ELSE 0 END) AS writes,
  sum(CASE WHEN a.action = 'control' THEN a.exchanges ELSE 0 END) AS controls,
  sum(CASE WHEN a.action = 'restart' THEN a.exchanges ELSE 0 END) AS restarts,
  sum(CASE WHEN a.action = 'file' THEN a.exchanges ELSE 0 END) AS file_operations,
  sum(CASE WHEN a.action = 'mode' THEN a.exchanges ELSE 0 END) AS mode_changes,
  sum(CASE WHEN a.action = 'program' THEN a.exchanges ELSE 0 END) AS program_changes,
  sum(CASE WHEN a.action = 'upload' THEN a.exchanges ELSE 0 END) AS uploads,
  sum(CASE WHEN a.action IN ('identify', 'diagnose') THEN a.exchanges ELSE 0 END) AS inquiries,
  (
    SELECT count(DISTINCT b.block_type || ' ' || b.block_number)
    FROM v_s7comm_block AS b
    WHERE b.sensor = a.sensor AND b.client = a.client AND b.server = a.server AND b.request = 1
      AND a.protocol = 's7comm'
  ) AS blocks
FROM v_activity AS a
GROUP BY a.sensor, a.protocol, a.client, a.server
HAVING sum(a.exchanges) > 0;

CREATE VIEW v_session_function AS
SELECT
  a.sensor,
  a.protocol,
  a.client,
  a.server,
  a.unit,
  a.function_code,
  a.function,
  a.action,
  min(a.first_ts) AS first_seen,
  max(a.last_ts) AS last_seen,
  sum(a.exchanges) AS exchanges,
  sum(a.exceptions) AS exceptions
FROM v_activity AS a
GROUP BY a.sensor, a.protocol, a.client, a.server, a.unit, a.function_code, a.function, a.action
HAVING sum(a.exchanges) > 0;
