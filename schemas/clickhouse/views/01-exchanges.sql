-- The public face, with the names and columns of the SQLite views: exchanges of all protocols, one row each,
-- from the richest log of each hour. The one with few rows stands on the right of a join. Every time is a
-- Float64, whole minutes too: ClickHouse has no common type for whole and broken numbers of 64 bits.

CREATE VIEW preferred_source AS
SELECT c.sensor AS sensor, c.protocol AS protocol, c.hour AS hour, argMax(c.source, (s.rank, -c.source)) AS source
FROM source_hour AS c FINAL
INNER JOIN source AS s ON s.id = c.source
GROUP BY c.sensor, c.protocol, c.hour;

CREATE VIEW v_modbus AS
SELECT
  m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, m.server_port AS server_port,
  m.unit AS unit, m.function AS function_code, m.sub_function AS sub_function,
  coalesce(nullIf(sub.name, ''), nullIf(f.name, ''), concat('unknown-', toString(m.function))) AS function,
  coalesce(nullIf(sub.action, ''), nullIf(f.action, ''), 'other') AS action,
  multiIf(m.kind = 0, 'exchange', m.kind = 1, 'request', 'response') AS kind,
  m.outcome AS exception_code, m.reference AS transaction_id, m.response_ts AS response_ts,
  m.address AS address, m.quantity AS quantity, m.request_values AS request_values,
  m.response_values AS response_values, m.mismatch AS mismatch,
  m.uid AS uid, m.client_port AS client_port, s.log AS log, m.file AS file, m.line AS line
FROM modbus_message AS m FINAL
INNER JOIN preferred_source AS h
  ON h.protocol = 'modbus'
  AND h.sensor = m.sensor
  AND h.hour = toInt64(floor(m.ts / 3600)) * 3600
  AND h.source = m.source
INNER JOIN source AS s ON s.id = m.source
LEFT JOIN function_code AS f
  ON f.protocol = 'modbus' AND f.code = m.function AND f.sub_function = ''
LEFT JOIN function_code AS sub
  ON sub.protocol = 'modbus' AND sub.code = m.function AND sub.sub_function = m.sub_function;

CREATE VIEW v_dnp3 AS
SELECT
  m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, m.server_port AS server_port,
  m.unit AS unit, m.master AS master, m.function AS function_code,
  coalesce(nullIf(f.name, ''), concat('unknown-', toString(m.function))) AS function,
  coalesce(nullIf(f.action, ''), 'other') AS action,
  multiIf(
    m.kind = 0, 'exchange', m.kind = 1, 'request', m.kind = 2, 'response', m.kind = 4, 'oneway',
    'unsolicited'
  ) AS kind,
  m.outcome AS refused, m.reference AS application_sequence, m.confirm AS confirm_asked,
  m.response_ts AS response_ts,
  m.reply AS reply_code, m.iin AS iin,
  bitAnd(bitShiftRight(m.iin, 8), 1) AS iin_all_stations,
  bitAnd(bitShiftRight(m.iin, 9), 1) AS iin_class_1_events,
  bitAnd(bitShiftRight(m.iin, 10), 1) AS iin_class_2_events,
  bitAnd(bitShiftRight(m.iin, 11), 1) AS iin_class_3_events,
  bitAnd(bitShiftRight(m.iin, 12), 1) AS iin_need_time,
  bitAnd(bitShiftRight(m.iin, 13), 1) AS iin_local_control,
  bitAnd(bitShiftRight(m.iin, 14), 1) AS iin_device_trouble,
  bitAnd(bitShiftRight(m.iin, 15), 1) AS iin_device_restart,
  bitAnd(bitShiftRight(m.iin, 0), 1) AS iin_no_function,
  bitAnd(bitShiftRight(m.iin, 1), 1) AS iin_object_unknown,
  bitAnd(bitShiftRight(m.iin, 2), 1) AS iin_parameter_error,
  bitAnd(bitShiftRight(m.iin, 3), 1) AS iin_buffer_overflow,
  bitAnd(bitShiftRight(m.iin, 4), 1) AS iin_already_executing,
  bitAnd(bitShiftRight(m.iin, 5), 1) AS iin_config_corrupt,
  bitAnd(bitShiftRight(m.iin, 6), 3) AS iin_reserved,
  m.uid AS uid, m.client_port AS client_port, s.log AS log, m.file AS file, m.line AS line
FROM dnp3_message AS m FINAL
INNER JOIN preferred_source AS h
  ON h.protocol = 'dnp3'
  AND h.sensor = m.sensor
  AND h.hour = toInt64(floor(m.ts / 3600)) * 3600
  AND h.source = m.source
INNER JOIN source AS s ON s.id = m.source
LEFT JOIN function_code AS f
  ON f.protocol = 'dnp3' AND f.code = m.function AND f.sub_function = '';

CREATE VIEW v_s7comm AS
SELECT
  m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, m.server_port AS server_port,
  m.function AS function_code, m.sub_function AS sub_function,
  coalesce(nullIf(sub.name, ''), nullIf(f.name, ''), concat('unknown-', toString(m.function))) AS function,
  coalesce(nullIf(sub.action, ''), nullIf(f.action, ''), 'other') AS action,
  multiIf(m.kind = 0, 'exchange', m.kind = 1, 'request', m.kind = 2, 'response', 'push') AS kind,
  m.outcome AS error, m.reference AS pdu_reference, m.response_ts AS response_ts, m.rosctr AS rosctr,
  m.uid AS uid, m.client_port AS client_port, s.log AS log, m.file AS file, m.line AS line
FROM s7comm_message AS m FINAL
INNER JOIN preferred_source AS h
  ON h.protocol = 's7comm'
  AND h.sensor = m.sensor
  AND h.hour = toInt64(floor(m.ts / 3600)) * 3600
  AND h.source = m.source
INNER JOIN source AS s ON s.id = m.source
LEFT JOIN function_code AS f
  ON f.protocol = 's7comm' AND f.code = m.function AND f.sub_function = ''
LEFT JOIN function_code AS sub
  ON sub.protocol = 's7comm' AND sub.code = m.function AND sub.sub_function = m.sub_function;

CREATE VIEW v_s7comm_plus AS
SELECT
  m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, m.server_port AS server_port,
  m.function AS function_code,
  coalesce(nullIf(f.name, ''), concat('unknown-', toString(m.function))) AS function,
  coalesce(nullIf(f.action, ''), 'other') AS action,
  multiIf(m.kind = 1, 'request', m.kind = 6, 'response', 'push') AS kind,
  m.version AS version, m.opcode AS opcode,
  m.uid AS uid, m.client_port AS client_port, s.log AS log, m.file AS file, m.line AS line
FROM s7comm_plus AS m FINAL
INNER JOIN preferred_source AS h
  ON h.protocol = 's7comm-plus'
  AND h.sensor = m.sensor
  AND h.hour = toInt64(floor(m.ts / 3600)) * 3600
  AND h.source = m.source
INNER JOIN source AS s ON s.id = m.source
LEFT JOIN function_code AS f
  ON f.protocol = 's7comm-plus' AND f.code = m.function AND f.sub_function = '';

CREATE VIEW v_ot AS
SELECT
  ts, sensor, 'modbus' AS protocol, client, server, server_port, unit, function_code, sub_function,
  function, action, kind,
  multiIf(exception_code IS NOT NULL, 'error', kind = 'request', 'unanswered', 'ok') AS result,
  exception_code AS outcome, response_ts, address, quantity, uid, client_port, log, file, line
FROM v_modbus
UNION ALL
SELECT
  ts, sensor, 'dnp3' AS protocol, client, server, server_port, unit, function_code,
  NULL AS sub_function, function, action, kind,
  multiIf(refused IS NOT NULL, 'error', kind = 'request', 'unanswered', 'ok') AS result,
  refused AS outcome, response_ts, NULL AS address, NULL AS quantity, uid, client_port, log, file, line
FROM v_dnp3
UNION ALL
SELECT
  ts, sensor, 's7comm' AS protocol, client, server, server_port, NULL AS unit, function_code,
  sub_function, function, action, kind,
  multiIf(error IS NOT NULL, 'error', kind = 'request', 'unanswered', 'ok') AS result,
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

-- series: a number for what SQLite numbers in the order of its first row.
CREATE VIEW v_series AS
SELECT
  toInt64(bitShiftRight(cityHash64(
    m.sensor, m.protocol, m.client, m.server, m.server_port, m.source, m.unit, m.function,
    m.sub_function, m.outcome
  ), 12)) AS series,
  m.source AS source, m.sensor AS sensor, m.protocol AS protocol, m.client AS client, m.server AS server,
  nullIf(m.unit, -1) AS unit, m.function AS function_code, nullIf(m.sub_function, '') AS sub_function,
  coalesce(nullIf(sub.name, ''), nullIf(f.name, ''), concat('unknown-', toString(m.function))) AS function,
  coalesce(nullIf(sub.action, ''), nullIf(f.action, ''), 'other') AS action,
  nullIf(m.outcome, -1) AS outcome
FROM series AS m FINAL
LEFT JOIN function_code AS f
  ON f.protocol = m.protocol AND f.code = m.function AND f.sub_function = ''
LEFT JOIN function_code AS sub
  ON sub.protocol = m.protocol AND sub.code = m.function AND sub.sub_function = m.sub_function;

CREATE VIEW v_activity AS
SELECT
  toFloat64(m.minute) AS minute, m.minute + m.first_us / 1000000.0 AS first_ts,
  m.minute + m.last_us / 1000000.0 AS last_ts,
  m.sensor AS sensor, m.protocol AS protocol, m.client AS client, m.server AS server,
  nullIf(m.unit, -1) AS unit, m.function AS function_code,
  nullIf(m.sub_function, '') AS sub_function,
  coalesce(nullIf(sub.name, ''), nullIf(f.name, ''), concat('unknown-', toString(m.function))) AS function,
  coalesce(nullIf(sub.action, ''), nullIf(f.action, ''), 'other') AS action,
  nullIf(m.outcome, -1) AS outcome, m.exchanges AS exchanges, m.requests AS requests,
  m.responses AS responses, m.exceptions AS exceptions
FROM activity AS m FINAL
INNER JOIN preferred_source AS h
  ON h.sensor = m.sensor
  AND h.protocol = m.protocol
  AND h.hour = m.minute - m.minute % 3600
  AND h.source = m.source
LEFT JOIN function_code AS f
  ON f.protocol = m.protocol AND f.code = m.function AND f.sub_function = ''
LEFT JOIN function_code AS sub
  ON sub.protocol = m.protocol AND sub.code = m.function AND sub.sub_function = m.sub_function;

CREATE VIEW v_address_use AS
SELECT
  toFloat64(m.hour) AS hour,
  m.sensor AS sensor, m.protocol AS protocol, m.client AS client, m.server AS server,
  nullIf(m.unit, -1) AS unit, m.function AS function_code,
  coalesce(nullIf(sub.name, ''), nullIf(f.name, ''), concat('unknown-', toString(m.function))) AS function,
  coalesce(nullIf(sub.action, ''), nullIf(f.action, ''), 'other') AS action,
  m.address AS address, m.quantity AS quantity, m.exchanges AS exchanges
FROM address_use AS m FINAL
INNER JOIN preferred_source AS h
  ON h.sensor = m.sensor
  AND h.protocol = m.protocol
  AND h.hour = m.hour
  AND h.source = m.source
LEFT JOIN function_code AS f
  ON f.protocol = m.protocol AND f.code = m.function AND f.sub_function = ''
LEFT JOIN function_code AS sub
  ON sub.protocol = m.protocol AND sub.code = m.function AND sub.sub_function = m.sub_function;

-- What each client did with each server, in a line: the summary of a report.
CREATE VIEW v_session AS
SELECT
  a.sensor AS sensor,
  a.protocol AS protocol,
  a.client AS client,
  a.server AS server,
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
  coalesce(max(b.blocks), 0) AS blocks
FROM v_activity AS a
LEFT JOIN (
  SELECT
    sensor, client, server, count(DISTINCT block_type, block_number) AS blocks, 's7comm' AS protocol
  FROM v_s7comm_block
  WHERE request = 1
  GROUP BY sensor, client, server
) AS b
  ON b.protocol = a.protocol AND b.sensor = a.sensor AND b.client = a.client AND b.server = a.server
GROUP BY a.sensor, a.protocol, a.client, a.server
HAVING sum(a.exchanges) > 0;
