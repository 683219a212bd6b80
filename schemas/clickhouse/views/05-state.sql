-- Views over baselines, findings and decisions that ClickHouse wants written otherwise; the others are those of
-- SQLite, brought over by src/cluster/views.ts. The tables behind them are views over the rows of `state`.

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

-- Findings whose last decision was for a time that is over.
CREATE VIEW ended_decision AS
SELECT finding
FROM decision
GROUP BY finding
HAVING argMax(coalesce(expires, 1e12), id) <= toUnixTimestamp(now());

CREATE VIEW v_findings AS
SELECT
  f.id AS id, f.detector AS detector, f.title AS title, f.severity AS severity, f.sensor AS sensor,
  f.protocol AS protocol, f.client AS client, f.server AS server, f.unit AS unit,
  f.first_seen AS first_seen, f.last_seen AS last_seen, f.count AS count, f.message AS message,
  f.attack_v19 AS attack_v19, f.attack_v18 AS attack_v18,
  multiIf(
    f.state IN ('new', 'reopened') AND f.id IN (SELECT finding FROM hidden_finding), 'suppressed',
    -- A decision that was made for a time ends by itself.
    f.state IN ('acknowledged', 'closed') AND f.id IN (SELECT finding FROM ended_decision), 'reopened',
    f.state
  ) AS state,
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
    WHEN t.function_code = -1 THEN NULL
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
  r.detector AS detector, r.status AS status,
  multiIf(
    r.status = 'evaluated' AND h.messages > 0,
    concat(
      'held back ', toString(h.messages),
      ' missing messages where packets were lost or the sensor was silent: see v_held_back'
    ),
    r.status = 'evaluated' AND r.detector IN ('poll-interval-change', 'poll-jitter', 'poll-missing'),
    (SELECT max(t.reason) FROM learned_thin AS t),
    r.reason
  ) AS reason,
  r.remedy AS remedy, r.judged_from AS judged_from, r.judged_to AS judged_to,
  r.milliseconds AS milliseconds
FROM detector_run AS r
LEFT JOIN (
  SELECT detector, sum(count) AS messages FROM held_atom GROUP BY detector
) AS h ON h.detector = r.detector;

CREATE VIEW v_incident_findings AS
SELECT
  p.incident AS incident, p.finding AS finding, any(f.detector) AS detector, any(f.title) AS title,
  any(f.severity) AS severity, argMin(p.stage, e.ts_start) AS stage, min(e.ts_start) AS first_seen,
  max(e.ts_end) AS last_seen, sum(e.count) AS count, count() AS events, any(f.message) AS message,
  any(f.state) AS state
FROM incident_part AS p
INNER JOIN v_findings AS f ON f.id = p.finding
INNER JOIN finding_event AS e ON e.finding = p.finding AND e.ts_start = p.event
GROUP BY p.incident, p.finding;

CREATE VIEW v_incidents AS
SELECT
  i.id AS id, i.severity AS severity, i.sensor AS sensor, i.client AS client, i.server AS server,
  i.first_seen AS first_seen, i.last_seen AS last_seen, i.stages AS stages, i.message AS message,
  coalesce(p.findings, 0) AS findings, coalesce(p.open_findings, 0) AS open_findings
FROM incident AS i
LEFT JOIN (
  SELECT
    incident, count() AS findings,
    countIf(state IN ('new', 'acknowledged', 'reopened')) AS open_findings
  FROM v_incident_findings
  GROUP BY incident
) AS p ON p.incident = i.id;

CREATE VIEW v_finding_revision AS
SELECT
  r.finding AS finding, r.revision AS revision, r.created AS created,
  JSONExtract(r.told, 'state', 'Nullable(String)') AS state,
  JSONExtract(r.told, 'severity', 'Nullable(String)') AS severity, r.count AS count,
  JSONExtract(r.told, 'message', 'Nullable(String)') AS message
FROM finding_revision AS r;

-- In SQLite decisions may be inserted here; in ClickHouse it is for reading.
CREATE VIEW triage AS
SELECT d.finding AS finding, d.state AS state, d.reason AS reason, d.who AS who, d.expires AS expires
FROM decision AS d
INNER JOIN (SELECT finding, max(id) AS last FROM decision GROUP BY finding) AS l ON l.last = d.id;

CREATE VIEW v_point_value AS
SELECT
  v.ts AS ts, v.until AS until, v.sensor AS sensor, 'modbus' AS protocol, v.client AS client,
  v.server AS server, v.unit AS unit, v.function AS function_code,
  coalesce(nullIf(f.name, ''), concat('unknown-', toString(v.function))) AS function, p.id AS point,
  p.name AS name, p.point_table AS point_table, p.address AS address,
  multiIf(v.written = 0, 'read', v.written = 1, 'written', 'unanswered') AS access, v.value AS value,
  p.engineering_unit AS engineering_unit, p.min AS min, p.max AS max, p.max_rate AS max_rate,
  p.setpoint AS setpoint, p.alarm_limit AS alarm_limit, v.uid AS uid, v.file AS file, v.line AS line
FROM (
  -- A late row may take a stretch away: those count that came with the newest batch of their minute.
  SELECT *, max(batch) OVER (PARTITION BY sensor, intDiv(toInt64(ts), 60)) AS newest
  FROM point_value FINAL
) AS v
INNER JOIN policy_point AS p ON p.id = v.point
INNER JOIN preferred_source AS h
  ON h.protocol = 'modbus'
  AND h.sensor = v.sensor
  AND h.hour = toInt64(floor(v.ts / 3600)) * 3600
  AND h.source = v.source
LEFT JOIN function_code AS f
  ON f.protocol = 'modbus' AND f.code = v.function AND f.sub_function = ''
WHERE v.batch = v.newest;
