-- Baselines, findings and decisions: views over the rows of `state`, see src/cluster/schema.ts.

CREATE VIEW learned_channel AS
SELECT
  c.sensor AS sensor, c.protocol AS protocol, c.client AS client, c.server AS server,
  c.exchanges AS exchanges
FROM baseline AS b
INNER JOIN baseline_channel AS c ON c.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_function AS
SELECT
  f.sensor AS sensor, f.protocol AS protocol, f.client AS client, f.server AS server,
  nullif(f.unit, -1) AS unit, f.function_code AS function_code, f.sub_function AS sub_function,
  f.action AS action, f.exchanges AS exchanges, f.busiest_minute AS busiest_minute,
  f.exceptions AS exceptions, f.busiest_exceptions AS busiest_exceptions
FROM baseline AS b
INNER JOIN baseline_function AS f ON f.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_block AS
SELECT
  k.sensor AS sensor, k.protocol AS protocol, k.client AS client, k.server AS server,
  nullif(k.unit, -1) AS unit, k.function_code AS function_code, k.low AS low, k.high AS high
FROM baseline AS b
INNER JOIN baseline_block AS k ON k.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_sensor AS
SELECT
  n.sensor AS sensor, n.longest_silence AS longest_silence
FROM baseline AS b
INNER JOIN baseline_sensor AS n ON n.baseline = b.id
WHERE b.active = 1;

CREATE VIEW v_baseline AS
SELECT
  b.name AS name, b.revision AS revision, b.active AS active, b.frozen AS frozen, b.from_ts AS from_ts,
  b.to_ts AS to_ts, b.exchanges AS exchanges, b.created AS created, b.origin AS origin, b.who AS who,
  b.reason AS reason, b.reverted AS reverted, coalesce(c.rows, 0) AS channels,
  coalesce(f.rows, 0) AS functions, coalesce(k.rows, 0) AS blocks, coalesce(x.rows, 0) AS excluded
FROM baseline AS b
LEFT JOIN (SELECT baseline, count(*) AS rows FROM baseline_channel GROUP BY baseline) AS c
  ON c.baseline = b.id
LEFT JOIN (SELECT baseline, count(*) AS rows FROM baseline_function GROUP BY baseline) AS f
  ON f.baseline = b.id
LEFT JOIN (SELECT baseline, count(*) AS rows FROM baseline_block GROUP BY baseline) AS k
  ON k.baseline = b.id
LEFT JOIN (SELECT baseline, count(*) AS rows FROM baseline_excluded GROUP BY baseline) AS x
  ON x.baseline = b.id;

CREATE VIEW v_baseline_function AS
SELECT
  b.name AS baseline, b.revision AS revision, b.active AS active, f.sensor AS sensor,
  f.protocol AS protocol, f.client AS client, f.server AS server, nullif(f.unit, -1) AS unit,
  f.function_code AS function_code, f.sub_function AS sub_function, f.action AS action,
  f.exchanges AS exchanges,
  f.exchanges * 1.0 / sum(f.exchanges) OVER (
    PARTITION BY f.baseline, f.sensor, f.protocol, f.client, f.server
  ) AS share,
  f.busiest_minute AS busiest_minute
FROM baseline AS b
INNER JOIN baseline_function AS f ON f.baseline = b.id;

CREATE VIEW v_finding_events AS
SELECT
  f.id AS finding, f.detector AS detector, e.severity AS severity, f.sensor AS sensor,
  f.protocol AS protocol, f.client AS client, f.server AS server, e.ts_start AS ts_start,
  e.ts_end AS ts_end, e.count AS count, e.message AS message
FROM finding_event AS e
JOIN finding AS f ON f.id = e.finding
WHERE e.explained_by IS NULL;

-- Findings that a suppression in force covers, in every row where it names an address.
CREATE VIEW hidden_finding AS
SELECT DISTINCT f.id AS finding
FROM finding AS f
CROSS JOIN suppression AS p
LEFT JOIN (
  SELECT
    detector, finding,
    groupUniqArray(coalesce(
      JSONExtract(facts, 'address', 'Nullable(Int64)'),
      JSONExtract(facts, 'first_address', 'Nullable(Int64)'),
      -1
    )) AS addresses
  FROM finding_atom
  GROUP BY detector, finding
) AS a ON a.detector = f.detector AND a.finding = f.id
WHERE p.ended IS NULL
  AND (p.expires IS NULL OR p.expires > toUnixTimestamp(now()))
  AND (p.finding IS NULL OR p.finding = f.id)
  AND (p.detector IS NULL OR p.detector = f.detector)
  AND (p.client IS NULL OR p.client = f.client)
  AND (p.server IS NULL OR p.server = f.server)
  AND (p.unit IS NULL OR p.unit = f.unit)
  AND position('info,low,medium,high,critical', p.severity)
    >= position('info,low,medium,high,critical', f.severity)
  AND (p.address IS NULL OR arrayAll(each -> each = p.address, a.addresses));

CREATE VIEW v_findings AS
SELECT
  f.id AS id, f.detector AS detector, f.title AS title, f.severity AS severity, f.sensor AS sensor,
  f.protocol AS protocol, f.client AS client, f.server AS server, f.unit AS unit,
  f.first_seen AS first_seen, f.last_seen AS last_seen, f.count AS count, f.message AS message,
  f.attack_v19 AS attack_v19, f.attack_v18 AS attack_v18,
  if(f.state IN ('new', 'reopened') AND f.id IN (SELECT finding FROM hidden_finding), 'suppressed', f.state)
    AS state,
  e.rows AS events, f.severity_steps AS severity_steps
FROM finding AS f
INNER JOIN (
  SELECT finding, count(*) AS rows FROM finding_event WHERE explained_by IS NULL GROUP BY finding
) AS e ON e.finding = f.id;

CREATE VIEW v_evidence AS
SELECT
  v.finding AS finding, v.event AS event, v.ts AS ts, nullIf(i.path, '') AS path, nullIf(i.log, '') AS log, v.line AS line,
  v.uid AS uid, v.summary AS summary
FROM evidence AS v
LEFT JOIN ingest_file AS i FINAL ON i.id = v.file;

CREATE VIEW learned_poll AS
SELECT
  p.sensor AS sensor, p.protocol AS protocol, p.client AS client, p.server AS server,
  nullif(p.unit, -1) AS unit, p.function_code AS function_code, p.sub_function AS sub_function,
  nullif(p.address, -1) AS address, p.phase AS phase, p.period AS period, p.spread AS spread,
  -- The last is for the short steps within a cycle, whose length matters little.
  greatest(p.spread * 4.0, p.period * 0.1, t.mean * 0.01) AS tolerance,
  p.intervals AS intervals, p.share AS share, t.intervals AS all_intervals, t.median AS median,
  t.deviation AS deviation, t.longest AS longest, t.covered AS covered,
  CASE
    WHEN t.intervals >= 20
      AND sum(
        CASE WHEN p.spread <= p.period * 0.1 OR p.spread <= t.mean * 0.1 THEN p.share ELSE 0.0 END
      ) OVER (
        PARTITION BY p.sensor, p.protocol, p.client, p.server, p.unit, p.function_code,
          p.sub_function, p.address
      ) >= 0.8
    THEN 1
    ELSE 0
  END AS clear
FROM baseline AS b
INNER JOIN baseline_poll AS p ON p.baseline = b.id
INNER JOIN baseline_timing AS t
  ON t.baseline = p.baseline
  AND t.sensor = p.sensor
  AND t.protocol = p.protocol
  AND t.client = p.client
  AND t.server = p.server
  AND t.unit = p.unit
  AND t.function_code = p.function_code
  AND t.sub_function = p.sub_function
  AND t.address = p.address
WHERE b.active = 1;

CREATE VIEW learned_response AS
SELECT
  r.sensor AS sensor, r.protocol AS protocol, r.client AS client, r.server AS server,
  nullif(r.unit, -1) AS unit, r.function_code AS function_code, r.sub_function AS sub_function,
  r.responses AS responses, r.p01 AS p01, r.median AS median, r.p99 AS p99
FROM baseline AS b
INNER JOIN baseline_response AS r ON r.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_unanswered AS
SELECT
  u.sensor AS sensor, u.protocol AS protocol, u.client AS client, u.server AS server,
  nullif(u.unit, -1) AS unit, u.function_code AS function_code, u.requests AS requests,
  u.unanswered AS unanswered, u.unanswered * 1.0 / nullif(u.requests, 0) AS share,
  u.busiest_unanswered AS busiest_unanswered
FROM baseline AS b
INNER JOIN baseline_unanswered AS u ON u.baseline = b.id
WHERE b.active = 1;

CREATE VIEW v_baseline_timing AS
SELECT
  b.name AS baseline, b.revision AS revision, b.active AS active, t.sensor AS sensor,
  t.protocol AS protocol, t.client AS client, t.server AS server, nullif(t.unit, -1) AS unit,
  t.function_code AS function_code, t.sub_function AS sub_function, nullif(t.address, -1) AS address,
  t.intervals AS intervals, t.mean AS mean, t.deviation AS standard_deviation, t.median AS median,
  t.longest AS longest, t.covered AS covered, countIf(p.phase > 0) AS phases,
  max(CASE WHEN p.phase = 1 THEN p.period END) AS period,
  max(CASE WHEN p.phase = 1 THEN p.spread END) AS spread,
  CASE
    WHEN t.intervals < 20 THEN 'too few intervals'
    WHEN coalesce(
      sum(CASE WHEN p.spread <= p.period * 0.1 OR p.spread <= t.mean * 0.1 THEN p.share END), 0.0
    ) < 0.8 THEN 'no clear period'
    WHEN t.covered < 0.5 THEN 'only now and then'
  END AS not_judged
FROM baseline AS b
INNER JOIN baseline_timing AS t ON t.baseline = b.id
LEFT JOIN baseline_poll AS p
  ON p.baseline = t.baseline
  AND p.sensor = t.sensor
  AND p.protocol = t.protocol
  AND p.client = t.client
  AND p.server = t.server
  AND p.unit = t.unit
  AND p.function_code = t.function_code
  AND p.sub_function = t.sub_function
  AND p.address = t.address
GROUP BY b.name, b.revision, b.active, t.sensor, t.protocol, t.client, t.server, t.unit, t.function_code,
  t.sub_function, t.address, t.intervals, t.mean, t.deviation, t.median, t.longest, t.covered;

CREATE VIEW learned_thin AS
SELECT
  count(t.not_judged) AS polls,
  concat(
    toString(count(t.not_judged)), ' of ', toString(count()), ' learned polls are not judged (',
    toString(countIf(t.not_judged = 'too few intervals')), ' too few intervals, ',
    toString(countIf(t.not_judged = 'no clear period')), ' no clear period, ',
    toString(countIf(t.not_judged = 'only now and then')), ' only now and then)'
  ) AS reason
FROM v_baseline_timing AS t
WHERE t.active = 1
HAVING count(t.not_judged) > 0;

CREATE VIEW v_coverage AS
SELECT
  detector, status,
  if(
    status = 'evaluated' AND detector IN ('poll-interval-change', 'poll-jitter', 'poll-missing'),
    (SELECT max(t.reason) FROM learned_thin AS t), reason
  ) AS reason,
  judged_from, judged_to, milliseconds
FROM detector_run;

CREATE VIEW learned_point AS
SELECT
  p.sensor AS sensor, p.protocol AS protocol, p.server AS server, nullif(p.unit, -1) AS unit,
  p.point_table AS point_table, p.address AS address, p.n AS n, p.hours AS hours, p.min AS min,
  p.max AS max, p.mean AS mean, p.deviation AS deviation, p.largest_step AS largest_step,
  p.largest_rate AS largest_rate, p.longest_run AS longest_run, p.changes AS changes,
  p.busiest_hour AS busiest_hour, p.steady_range AS steady_range, p.steady_step AS steady_step,
  p.steady_run AS steady_run
FROM baseline AS b
INNER JOIN baseline_point AS p ON p.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_transition AS
SELECT
  t.sensor AS sensor, t.protocol AS protocol, t.client AS client, t.server AS server,
  t.previous AS previous, t.next AS next, t.exchanges AS exchanges, t.hours AS hours
FROM baseline AS b
INNER JOIN baseline_transition AS t ON t.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_sequence AS
SELECT
  q.sensor AS sensor, q.protocol AS protocol, q.client AS client, q.server AS server,
  q.requests AS requests, q.hours AS hours, q.reliable AS reliable
FROM baseline AS b
INNER JOIN baseline_sequence AS q ON q.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_writer AS
SELECT
  w.sensor AS sensor, w.protocol AS protocol, w.client AS client, w.server AS server,
  nullif(w.unit, -1) AS unit, w.point_table AS point_table, w.low AS low, w.high AS high,
  w.exchanges AS exchanges
FROM baseline AS b
INNER JOIN baseline_writer AS w ON w.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_control AS
SELECT
  k.sensor AS sensor, k.client AS client, k.server AS server, k.block AS block, k.point AS point,
  k.operation AS operation, k.trip_close AS trip_close, k.most_executions AS most_executions,
  k.longest_on AS longest_on, k.longest_off AS longest_off, k.cleared AS cleared, k.controls AS controls
FROM baseline AS b
INNER JOIN baseline_control AS k ON k.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_s7_block AS
SELECT
  k.sensor AS sensor, k.server AS server, k.block_type AS block_type, k.block_number AS block_number,
  k.transfers AS transfers
FROM baseline AS b
INNER JOIN baseline_s7_block AS k ON k.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_szl AS
SELECT
  z.sensor AS sensor, z.client AS client, z.server AS server, z.szl AS szl, z.reads AS reads
FROM baseline AS b
INNER JOIN baseline_szl AS z ON z.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_active_hour AS
SELECT
  h.sensor AS sensor, h.protocol AS protocol, h.client AS client, h.server AS server,
  h.week_hour AS week_hour, h.days AS days, h.commands AS commands, h.learned_days AS learned_days
FROM baseline AS b
INNER JOIN baseline_active_hour AS h ON h.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_identity AS
SELECT
  i.sensor AS sensor, i.protocol AS protocol, i.server AS server, nullif(i.unit, -1) AS unit,
  i.object AS object, i.value AS value, i.answers AS answers
FROM baseline AS b
INNER JOIN baseline_identity AS i ON i.baseline = b.id
WHERE b.active = 1;

CREATE VIEW v_baseline_register AS
SELECT
  b.name AS baseline, p.sensor AS sensor, p.protocol AS protocol, p.server AS server,
  nullif(p.unit, -1) AS unit, p.point_table AS point_table, p.address AS address, p.n AS n, p.min AS min,
  p.max AS max, p.mean AS mean, p.deviation AS deviation, p.largest_step AS largest_step,
  p.largest_rate AS largest_rate, p.longest_run AS longest_run, p.changes AS changes
FROM baseline AS b
INNER JOIN baseline_point AS p ON p.baseline = b.id;

CREATE VIEW v_baseline_thin AS
SELECT
  b.name AS baseline, b.revision AS revision, f.sensor AS sensor, f.protocol AS protocol,
  f.client AS client, f.server AS server, nullif(f.unit, -1) AS unit, f.function_code AS function_code,
  f.sub_function AS sub_function, f.exchanges AS exchanges
FROM baseline AS b
INNER JOIN baseline_function AS f ON f.baseline = b.id
WHERE f.exchanges < 20;

CREATE VIEW v_baseline_excluded AS
SELECT
  b.name AS baseline, b.revision AS revision, b.active AS active, x.sensor AS sensor,
  x.protocol AS protocol, x.client AS client, x.server AS server, nullif(x.unit, -1) AS unit,
  x.function_code AS function_code, x.sub_function AS sub_function,
  coalesce(nullIf(s.name, ''), nullIf(c.name, ''), concat('unknown-', toString(x.function_code))) AS function, x.exchanges AS exchanges,
  x.reason AS reason
FROM baseline AS b
INNER JOIN baseline_excluded AS x ON x.baseline = b.id
LEFT JOIN function_code AS c
  ON c.protocol = x.protocol AND c.code = x.function_code AND c.sub_function = ''
LEFT JOIN function_code AS s
  ON s.protocol = x.protocol AND s.code = x.function_code AND s.sub_function = x.sub_function;

CREATE VIEW v_suppression AS
SELECT
  p.id AS id, p.finding AS finding, p.detector AS detector, p.client AS client, p.server AS server,
  p.unit AS unit, p.address AS address, p.severity AS severity, p.reason AS reason, p.who AS who,
  p.created AS created, p.expires AS expires, p.ended AS ended,
  CASE
    WHEN p.ended IS NOT NULL THEN 'ended'
    WHEN p.expires <= toUnixTimestamp(now()) THEN 'expired'
    ELSE 'active'
  END AS state
FROM suppression AS p;

CREATE VIEW v_decision AS
SELECT
  d.id AS id, d.created AS created, d.finding AS finding, d.detector AS detector, d.state AS state,
  d.severity AS severity, d.message AS message, d.reason AS reason, d.who AS who
FROM decision AS d;
