-- Values of points and the order of requests by hour, and what the active baseline knows of them.

CREATE VIEW v_point_hour AS
SELECT
  h.hour, c.sensor, c.protocol, c.client, c.server, p.unit,
  CASE p.kind WHEN 1 THEN 'coil' WHEN 2 THEN 'discrete' WHEN 3 THEN 'holding' ELSE 'input' END
    AS point_table,
  p.address, h.point AS point_id, h.n, h.min, h.min_ts, h.max, h.max_ts, h.sum, h.squares, h.first, h.first_ts, h.last,
  h.last_ts, h.changes, h.held_until, h.held_since, h.run, h.step, h.step_ts, h.step_rate, h.rate
FROM point_hour AS h
CROSS JOIN point AS p ON p.id = h.point
CROSS JOIN channel AS c ON c.id = p.channel
CROSS JOIN source_hour AS s
  ON s.sensor = c.sensor
  AND s.protocol = c.protocol
  AND s.hour = h.hour
  AND s.source = p.source
  AND s.preferred = 1;

CREATE VIEW v_transition AS
SELECT
  t.hour, c.sensor, c.protocol, c.client, c.server,
  p.function || coalesce('.' || p.sub_function, '') || '/' || coalesce(p.unit, '-')
    || '/' || coalesce(nullif((t.previous >> 17) & 131071, 0) - 1, '-')
    || '/' || coalesce(nullif(t.previous & 131071, 0) - 1, '-') AS previous,
  n.function || coalesce('.' || n.sub_function, '') || '/' || coalesce(n.unit, '-')
    || '/' || coalesce(nullif((t.next >> 17) & 131071, 0) - 1, '-')
    || '/' || coalesce(nullif(t.next & 131071, 0) - 1, '-') AS next,
  t.count, t.first_ts, t.last_ts
FROM transition AS t
CROSS JOIN channel AS c ON c.id = t.channel
CROSS JOIN source_hour AS s
  ON s.sensor = c.sensor
  AND s.protocol = c.protocol
  AND s.hour = t.hour
  AND s.source = t.source
  AND s.preferred = 1
CROSS JOIN series AS p ON p.id = t.previous >> 34
CROSS JOIN series AS n ON n.id = t.next >> 34;

CREATE VIEW v_sequence_hour AS
SELECT q.hour, c.sensor, c.protocol, c.client, c.server, q.requests, q.first_ts, q.last_ts, q.unordered
FROM sequence_hour AS q
CROSS JOIN channel AS c ON c.id = q.channel
CROSS JOIN source_hour AS s
  ON s.sensor = c.sensor
  AND s.protocol = c.protocol
  AND s.hour = q.hour
  AND s.source = q.source
  AND s.preferred = 1;

CREATE VIEW v_s7comm_identity AS
SELECT
  m.ts, c.sensor, 's7comm' AS protocol, c.client, c.server, m.system, m.module, m.plant, m.serial,
  n.uid, m.file, m.line
FROM s7comm_identity AS m
CROSS JOIN connection AS n ON n.id = m.connection
CROSS JOIN channel AS c ON c.id = n.channel;

CREATE VIEW learned_point AS
SELECT
  p.sensor, p.protocol, p.server, nullif(p.unit, -1) AS unit, p.point_table, p.address, p.n, p.hours,
  p.min, p.max, p.mean, p.deviation, p.largest_step, p.largest_rate, p.longest_run, p.changes,
  p.busiest_hour, p.steady_range, p.steady_step, p.steady_run
FROM baseline AS b
CROSS JOIN baseline_point AS p ON p.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_transition AS
SELECT t.sensor, t.protocol, t.client, t.server, t.previous, t.next, t.exchanges, t.hours
FROM baseline AS b
CROSS JOIN baseline_transition AS t ON t.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_sequence AS
SELECT q.sensor, q.protocol, q.client, q.server, q.requests, q.hours, q.reliable
FROM baseline AS b
CROSS JOIN baseline_sequence AS q ON q.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_writer AS
SELECT
  w.sensor, w.protocol, w.client, w.server, nullif(w.unit, -1) AS unit, w.point_table, w.low, w.high,
  w.exchanges, w.hours, w.learned_days
FROM baseline AS b
CROSS JOIN baseline_writer AS w ON w.baseline = b.id
WHERE b.active = 1
UNION ALL
SELECT
  w.sensor, w.protocol, s.peer, w.server, nullif(w.unit, -1), w.point_table, w.low, w.high,
  max(w.exchanges), max(w.hours), max(w.learned_days)
FROM baseline AS b
CROSS JOIN policy_stand_in AS s
CROSS JOIN baseline_writer AS w ON w.baseline = b.id AND w.client = s.address
WHERE b.active = 1
GROUP BY w.sensor, w.protocol, s.peer, w.server, w.unit, w.point_table, w.low, w.high;

CREATE VIEW learned_control AS
SELECT
  k.sensor, k.client, k.server, k.block, k.point, k.operation, k.trip_close, k.most_executions,
  k.longest_on, k.longest_off, k.cleared, k.controls
FROM baseline AS b
CROSS JOIN baseline_control AS k ON k.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_s7_block AS
SELECT k.sensor, k.server, k.block_type, k.block_number, k.transfers
FROM baseline AS b
CROSS JOIN baseline_s7_block AS k ON k.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_szl AS
SELECT z.sensor, z.client, z.server, z.szl, z.reads
FROM baseline AS b
CROSS JOIN baseline_szl AS z ON z.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_active_hour AS
SELECT
  h.sensor, h.protocol, h.client, h.server, h.week_hour, h.days, h.commands, h.learned_days
FROM baseline AS b
CROSS JOIN baseline_active_hour AS h ON h.baseline = b.id
WHERE b.active = 1
UNION ALL
SELECT
  h.sensor, h.protocol, s.peer, h.server, h.week_hour, max(h.days), max(h.commands), max(h.learned_days)
FROM baseline AS b
CROSS JOIN policy_stand_in AS s
CROSS JOIN baseline_active_hour AS h ON h.baseline = b.id AND h.client = s.address
LEFT JOIN baseline_active_hour AS own
  ON own.baseline = h.baseline
  AND own.sensor = h.sensor
  AND own.protocol = h.protocol
  AND own.client = s.peer
  AND own.server = h.server
  AND own.week_hour = h.week_hour
WHERE b.active = 1
  AND own.baseline IS NULL
GROUP BY h.sensor, h.protocol, s.peer, h.server, h.week_hour;

CREATE VIEW learned_identity AS
SELECT i.sensor, i.protocol, i.server, nullif(i.unit, -1) AS unit, i.object, i.value, i.answers
FROM baseline AS b
CROSS JOIN baseline_identity AS i ON i.baseline = b.id
WHERE b.active = 1;

CREATE VIEW v_baseline_register AS
SELECT
  b.name AS baseline, b.revision, b.active, p.sensor, p.protocol, p.server,
  nullif(p.unit, -1) AS unit, p.point_table, p.address, p.n, p.min, p.max, p.mean,
  p.deviation AS standard_deviation, p.largest_step, p.largest_rate, p.longest_run,
  p.changes
FROM baseline AS b
CROSS JOIN baseline_point AS p ON p.baseline = b.id;
