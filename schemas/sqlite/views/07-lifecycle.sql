-- Baselines through their life, and what people decided about findings.

-- Functions with too few samples to judge their share or their times.
CREATE VIEW v_baseline_thin AS
SELECT
  b.name AS baseline, b.revision, f.sensor, f.protocol, f.client, f.server, nullif(f.unit, -1) AS unit,
  f.function_code, f.sub_function, f.exchanges
FROM baseline AS b
CROSS JOIN baseline_function AS f ON f.baseline = b.id
WHERE f.exchanges < 20;

-- What the poison guard kept out; `baseline show` adds the command that includes it.
CREATE VIEW v_baseline_excluded AS
SELECT
  b.name AS baseline, b.revision, b.active, x.sensor, x.protocol, x.client, x.server,
  nullif(x.unit, -1) AS unit, x.function_code, x.sub_function,
  coalesce(s.name, c.name, 'unknown-' || x.function_code) AS function, x.exchanges, x.reason
FROM baseline AS b
CROSS JOIN baseline_excluded AS x ON x.baseline = b.id
LEFT JOIN function_code AS c
  ON c.protocol = x.protocol AND c.code = x.function_code AND c.sub_function = ''
LEFT JOIN function_code AS s
  ON s.protocol = x.protocol AND s.code = x.function_code AND s.sub_function = x.sub_function;

CREATE VIEW v_suppression AS
SELECT
  p.id, p.finding, p.detector, p.client, p.server, p.unit, p.address, p.severity, p.reason, p.who,
  p.created, p.expires, p.ended,
  CASE
    WHEN p.ended IS NOT NULL THEN 'ended'
    WHEN p.expires <= CAST(strftime('%s', 'now') AS REAL) THEN 'expired'
    ELSE 'active'
  END AS state
FROM suppression AS p;

CREATE VIEW v_decision AS
SELECT d.id, d.created, d.finding, d.detector, d.state, d.severity, d.message, d.reason, d.who
FROM decision AS d;
