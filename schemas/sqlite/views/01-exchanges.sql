-- The public face: exchanges of all protocols, one row each, from the richest log of each hour.
-- CROSS JOIN fixes the order of the loops: messages by time, or series, first; then look-ups by key.
-- A plus before a column keeps SQLite from building an index of the whole table where a join means minutes.

CREATE VIEW v_modbus AS
SELECT
  m.ts,
  c.sensor,
  c.client,
  c.server,
  c.server_port,
  +m.unit AS unit,
  +m.function AS function_code,
  m.sub_function,
  coalesce(sub.name, f.name, 'unknown-' || m.function) AS function,
  coalesce(sub.action, f.action, 'other') AS action,
  CASE m.kind WHEN 0 THEN 'exchange' WHEN 1 THEN 'request' ELSE 'response' END AS kind,
  m.outcome AS exception_code,
  +m.reference AS transaction_id,
  m.response_ts,
  m.address,
  m.quantity,
  m.request_values,
  m.response_values,
  m.mismatch,
  n.uid,
  n.client_port,
  s.log,
  m.file,
  m.line
FROM modbus_message AS m
CROSS JOIN connection AS n ON n.id = m.connection
CROSS JOIN channel AS c ON c.id = n.channel
CROSS JOIN source_hour AS h
  ON h.sensor = c.sensor
  AND h.protocol = 'modbus'
  AND h.hour = CAST(m.ts / 3600 AS INTEGER) * 3600
  AND h.source = m.source
  AND h.preferred = 1
CROSS JOIN source AS s ON s.id = m.source
LEFT JOIN function_code AS f
  ON f.protocol = 'modbus' AND f.code = m.function AND f.sub_function = ''
LEFT JOIN function_code AS sub
  ON sub.protocol = 'modbus' AND sub.code = m.function AND sub.sub_function = m.sub_function;

CREATE VIEW v_dnp3 AS
SELECT
  m.ts,
  c.sensor,
  c.client,
  c.server,
  c.server_port,
  +m.unit AS unit,
  m.master,
  +m.function AS function_code,
  coalesce(f.name, 'unknown-' || m.function) AS function,
  coalesce(f.action, 'other') AS action,
  CASE m.kind
    WHEN 0 THEN 'exchange'
    WHEN 1 THEN 'request'
    WHEN 2 THEN 'response'
    WHEN 4 THEN 'oneway'
    ELSE 'unsolicited'
  END AS kind,
  m.outcome AS refused,
  +m.reference AS application_sequence,
  m.confirm AS confirm_asked,
  m.response_ts,
  m.reply AS reply_code,
  m.iin,
  (m.iin >> 8) & 1 AS iin_all_stations,
  (m.iin >> 9) & 1 AS iin_class_1_events,
  (m.iin >> 10) & 1 AS iin_class_2_events,
  (m.iin >> 11) & 1 AS iin_class_3_events,
  (m.iin >> 12) & 1 AS iin_need_time,
  (m.iin >> 13) & 1 AS iin_local_control,
  (m.iin >> 14) & 1 AS iin_device_trouble,
  (m.iin >> 15) & 1 AS iin_device_restart,
  m.iin & 1 AS iin_no_function,
  (m.iin >> 1) & 1 AS iin_object_unknown,
  (m.iin >> 2) & 1 AS iin_parameter_error,
  (m.iin >> 3) & 1 AS iin_buffer_overflow,
  (m.iin >> 4) & 1 AS iin_already_executing,
  (m.iin >> 5) & 1 AS iin_config_corrupt,
  (m.iin >> 6) & 3 AS iin_reserved,
  n.uid,
  n.client_port,
  s.log,
  m.file,
  m.line
FROM dnp3_message AS m
CROSS JOIN connection AS n ON n.id = m.connection
CROSS JOIN channel AS c ON c.id = n.channel
CROSS JOIN source_hour AS h
  ON h.sensor = c.sensor
  AND h.protocol = 'dnp3'
  AND h.hour = CAST(m.ts / 3600 AS INTEGER) * 3600
  AND h.source = m.source
  AND h.preferred = 1
CROSS JOIN source AS s ON s.id = m.source
LEFT JOIN function_code AS f
  ON f.protocol = 'dnp3' AND f.code = m.function AND f.sub_function = '';

CREATE VIEW v_s7comm AS
SELECT
  m.ts,
  c.sensor,
  c.client,
  c.server,
  c.server_port,
  +m.function AS function_code,
  m.sub_function,
  coalesce(sub.name, f.name, 'unknown-' || m.function) AS function,
  coalesce(sub.action, f.action, 'other') AS action,
  CASE m.kind
    WHEN 0 THEN 'exchange'
    WHEN 1 THEN 'request'
    WHEN 2 THEN 'response'
    ELSE 'push'
  END AS kind,
  m.outcome AS error,
  +m.reference AS pdu_reference,
  m.response_ts,
  m.rosctr,
  n.uid,
  n.client_port,
  s.log,
  m.file,
  m.line
FROM s7comm_message AS m
CROSS JOIN connection AS n ON n.id = m.connection
CROSS JOIN channel AS c ON c.id = n.channel
CROSS JOIN source_hour AS h
  ON h.sensor = c.sensor
  AND h.protocol = 's7comm'
  AND h.hour = CAST(m.ts / 3600 AS INTEGER) * 3600
  AND h.source = m.source
  AND h.preferred = 1
CROSS JOIN source AS s ON s.id = m.source
LEFT JOIN function_code AS f
  ON f.protocol = 's7comm' AND f.code = m.function AND f.sub_function = ''
LEFT JOIN function_code AS sub
  ON sub.protocol = 's7comm' AND sub.code = m.function AND sub.sub_function = m.sub_function;

CREATE VIEW v_s7comm_plus AS
SELECT
  m.ts,
  c.sensor,
  c.client,
  c.server,
  c.server_port,
  +m.function AS function_code,
  coalesce(f.name, 'unknown-' || m.function) AS function,
  coalesce(f.action, 'other') AS action,
  CASE m.kind WHEN 1 THEN 'request' WHEN 6 THEN 'response' ELSE 'push' END AS kind,
  m.version,
  m.opcode,
  n.uid,
  n.client_port,
  s.log,
  m.file,
  m.line
FROM s7comm_plus AS m
CROSS JOIN connection AS n ON n.id = m.connection
CROSS JOIN channel AS c ON c.id = n.channel
CROSS JOIN source_hour AS h
  ON h.sensor = c.sensor
  AND h.protocol = 's7comm-plus'
  AND h.hour = CAST(m.ts / 3600 AS INTEGER) * 3600
  AND h.source = m.source
  AND h.preferred = 1
CROSS JOIN source AS s ON s.id = m.source
LEFT JOIN function_code AS f
  ON f.protocol = 's7comm-plus' AND f.code = m.function AND f.sub_function = '';

CREATE VIEW v_ot AS
SELECT
  ts, sensor, 'modbus' AS protocol, client, server, server_port, unit, function_code, sub_function,
  function, action, kind,
  CASE WHEN exception_code IS NOT NULL THEN 'error' WHEN kind = 'request' THEN 'unanswered' ELSE 'ok' END
    AS result,
  exception_code AS outcome, response_ts, address, quantity, uid, client_port, log, file, line
FROM v_modbus
UNION ALL
SELECT
  ts, sensor, 'dnp3' AS protocol, client, server, server_port, unit, function_code,
  NULL AS sub_function, function, action, kind,
  CASE WHEN refused IS NOT NULL THEN 'error' WHEN kind = 'request' THEN 'unanswered' ELSE 'ok' END
    AS result,
  refused AS outcome, response_ts, NULL AS address, NULL AS quantity, uid, client_port, log, file, line
FROM v_dnp3
UNION ALL
SELECT
  ts, sensor, 's7comm' AS protocol, client, server, server_port, NULL AS unit, function_code,
  sub_function, function, action, kind,
  CASE WHEN error IS NOT NULL THEN 'error' WHEN kind = 'request' THEN 'unanswered' ELSE 'ok' END
    AS result,
  error AS outcome, response_ts, NULL AS address, NULL AS quantity, uid, client_port, log, file, line
FROM v_s7comm
UNION ALL
SELECT
  ts, sensor, 's7comm-plus' AS protocol, client, server, server_port, NULL AS unit, function_code,
  NULL AS sub_function, function, action, kind, 'ok' AS result,
  NULL AS outcome, NULL AS response_ts, NULL AS address, NULL AS quantity, uid, client_port, log, file,
  line
FROM v_s7comm_plus
WHERE kind <> 'response';

CREATE VIEW v_series AS
SELECT
  r.id AS series,
  r.source,
  c.sensor,
  c.protocol,
  c.client,
  c.server,
  r.unit,
  r.function AS function_code,
  r.sub_function,
  coalesce(sub.name, f.name, 'unknown-' || r.function) AS function,
  coalesce(sub.action, f.action, 'other') AS action,
  r.outcome
FROM channel AS c
CROSS JOIN series AS r ON r.channel = c.id
LEFT JOIN function_code AS f
  ON f.protocol = c.protocol AND f.code = r.function AND f.sub_function = ''
LEFT JOIN function_code AS sub
  ON sub.protocol = c.protocol AND sub.code = r.function AND sub.sub_function = r.sub_function;

CREATE VIEW v_activity AS
SELECT
  a.minute,
  a.minute + a.first_us / 1000000.0 AS first_ts,
  a.minute + a.last_us / 1000000.0 AS last_ts,
  r.sensor,
  r.protocol,
  r.client,
  r.server,
  r.unit,
  r.function_code,
  r.sub_function,
  r.function,
  r.action,
  r.outcome,
  a.exchanges,
  a.requests,
  a.responses,
  a.exceptions
FROM v_series AS r
CROSS JOIN activity AS a ON a.series = r.series
CROSS JOIN source_hour AS h
  ON h.sensor = r.sensor
  AND h.protocol = r.protocol
  AND h.hour = a.minute - a.minute % 3600
  AND h.source = r.source
  AND h.preferred = 1;

CREATE VIEW v_address_use AS
SELECT
  u.hour,
  r.sensor,
  r.protocol,
  r.client,
  r.server,
  r.unit,
  r.function_code,
  r.function,
  r.action,
  u.address,
  u.quantity,
  u.exchanges
FROM v_series AS r
CROSS JOIN address_use AS u ON u.series = r.series
CROSS JOIN source_hour AS h
  ON h.sensor = r.sensor
  AND h.protocol = r.protocol
  AND h.hour = u.hour
  AND h.source = r.source
  AND h.preferred = 1;
