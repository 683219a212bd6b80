-- Times between polls and until responses: by hour and bin, in seconds.

CREATE VIEW v_interval AS
SELECT
  toFloat64(m.hour) AS hour,
  m.sensor AS sensor, m.protocol AS protocol, m.client AS client, m.server AS server,
  nullIf(m.unit, -1) AS unit, m.function AS function_code,
  nullIf(m.sub_function, '') AS sub_function,
  coalesce(nullIf(sub.name, ''), nullIf(f.name, ''), concat('unknown-', toString(m.function))) AS function,
  coalesce(nullIf(sub.action, ''), nullIf(f.action, ''), 'other') AS action,
  nullIf(m.address, -1) AS address, m.bin AS bin, b.low AS low, b.low + b.width AS high,
  m.intervals AS intervals,
  m.intervals * b.low + (m.places + m.intervals * 0.5) * b.width / 1024.0 AS seconds,
  m.places AS places, m.squares AS squares
FROM interval_bin AS m FINAL
INNER JOIN preferred_source AS h
  ON h.sensor = m.sensor
  AND h.protocol = m.protocol
  AND h.hour = m.hour
  AND h.source = m.source
INNER JOIN time_bin AS b ON b.bin = m.bin
LEFT JOIN function_code AS f
  ON f.protocol = m.protocol AND f.code = m.function AND f.sub_function = ''
LEFT JOIN function_code AS sub
  ON sub.protocol = m.protocol AND sub.code = m.function AND sub.sub_function = m.sub_function;

-- From every log that has them, counted or not: two logs of the same messages move no median.
CREATE VIEW v_response_time AS
SELECT
  toFloat64(m.hour) AS hour,
  m.sensor AS sensor, m.protocol AS protocol, m.client AS client, m.server AS server,
  nullIf(m.unit, -1) AS unit, m.function AS function_code,
  nullIf(m.sub_function, '') AS sub_function,
  coalesce(nullIf(sub.name, ''), nullIf(f.name, ''), concat('unknown-', toString(m.function))) AS function,
  coalesce(nullIf(sub.action, ''), nullIf(f.action, ''), 'other') AS action,
  m.bin AS bin, b.low AS low, b.low + b.width AS high, m.responses AS responses,
  m.responses * b.low + (m.places + m.responses * 0.5) * b.width / 1024.0 AS seconds
FROM response_bin AS m FINAL
INNER JOIN time_bin AS b ON b.bin = m.bin
LEFT JOIN function_code AS f
  ON f.protocol = m.protocol AND f.code = m.function AND f.sub_function = ''
LEFT JOIN function_code AS sub
  ON sub.protocol = m.protocol AND sub.code = m.function AND sub.sub_function = m.sub_function;
