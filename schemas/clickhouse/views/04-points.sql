-- Values of points and the order of requests by hour.

CREATE VIEW v_point_hour AS
SELECT
  toFloat64(m.hour) AS hour, m.sensor AS sensor, m.protocol AS protocol, m.client AS client, m.server AS server,
  nullIf(m.unit, -1) AS unit,
  multiIf(m.kind = 1, 'coil', m.kind = 2, 'discrete', m.kind = 3, 'holding', 'input') AS point_table,
  m.address AS address,
  toInt64(bitShiftRight(cityHash64(
    m.sensor, m.protocol, m.client, m.server, m.server_port, m.source, m.unit, m.kind, m.address
  ), 12)) AS point_id,
  m.n AS n, m.min AS min, m.min_ts AS min_ts, m.max AS max, m.max_ts AS max_ts, m.sum AS sum, m.squares AS squares, m.first AS first, m.first_ts AS first_ts, m.last AS last, m.last_ts AS last_ts, m.changes AS changes, m.held_until AS held_until, m.held_since AS held_since, m.run AS run, m.step AS step, m.step_ts AS step_ts, m.step_rate AS step_rate, m.rate AS rate
FROM point_hour AS m FINAL
INNER JOIN preferred_source AS s
  ON s.sensor = m.sensor
  AND s.protocol = m.protocol
  AND s.hour = m.hour
  AND s.source = m.source;

CREATE VIEW v_transition AS
SELECT
  toFloat64(m.hour) AS hour, m.sensor AS sensor, m.protocol AS protocol, m.client AS client, m.server AS server,
  m.previous AS previous, m.next AS next, m.count AS count, m.first_ts AS first_ts, m.last_ts AS last_ts
FROM transition AS m FINAL
INNER JOIN sequence_hour AS q FINAL
  ON q.sensor = m.sensor
  AND q.hour = m.hour
  AND q.protocol = m.protocol
  AND q.client = m.client
  AND q.server = m.server
  AND q.server_port = m.server_port
  AND q.source = m.source
  AND q.batch = m.batch
INNER JOIN preferred_source AS s
  ON s.sensor = m.sensor
  AND s.protocol = m.protocol
  AND s.hour = m.hour
  AND s.source = m.source;

CREATE VIEW v_sequence_hour AS
SELECT
  toFloat64(m.hour) AS hour, m.sensor AS sensor, m.protocol AS protocol, m.client AS client, m.server AS server,
  m.requests AS requests, m.first_ts AS first_ts, m.last_ts AS last_ts, m.unordered AS unordered
FROM sequence_hour AS m FINAL
INNER JOIN preferred_source AS s
  ON s.sensor = m.sensor
  AND s.protocol = m.protocol
  AND s.hour = m.hour
  AND s.source = m.source;
