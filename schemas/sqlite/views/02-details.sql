-- Details of exchanges, and the logs of the network and the sensor, with names instead of numbers.

CREATE VIEW v_dnp3_control AS
SELECT
  m.ts,
  c.sensor,
  'dnp3' AS protocol,
  c.client,
  c.server,
  m.unit,
  m.function AS function_code,
  coalesce(f.name, 'unknown-' || m.function) AS function,
  m.block,
  m.point,
  m.trip_close,
  m.operation,
  m.clear,
  m.execute_count,
  m.on_time,
  m.off_time,
  m.status,
  n.uid,
  m.file,
  m.line
FROM dnp3_control AS m
CROSS JOIN connection AS n ON n.id = m.connection
CROSS JOIN channel AS c ON c.id = n.channel
LEFT JOIN function_code AS f
  ON f.protocol = 'dnp3' AND f.code = m.function AND f.sub_function = '';

CREATE VIEW v_dnp3_object AS
SELECT
  m.ts, c.sensor, 'dnp3' AS protocol, c.client, c.server, m.function AS function_code, m.object,
  m.count, m.range_low, m.range_high, n.uid, m.file, m.line
FROM dnp3_object AS m
CROSS JOIN connection AS n ON n.id = m.connection
CROSS JOIN channel AS c ON c.id = n.channel;

CREATE VIEW v_s7comm_szl AS
SELECT
  m.ts, c.sensor, 's7comm' AS protocol, c.client, c.server, m.request, m.szl, m.name, m.szl_index,
  m.return_code, n.uid, m.file, m.line
FROM s7comm_szl AS m
CROSS JOIN connection AS n ON n.id = m.connection
CROSS JOIN channel AS c ON c.id = n.channel;

CREATE VIEW v_s7comm_item AS
SELECT
  m.ts, c.sensor, 's7comm' AS protocol, c.client, c.server, m.function AS function_code, m.area, m.db,
  m.address, m.type, m.count, m.value, m.status, n.uid, m.file, m.line
FROM s7comm_item AS m
CROSS JOIN connection AS n ON n.id = m.connection
CROSS JOIN channel AS c ON c.id = n.channel;

CREATE VIEW v_s7comm_block AS
SELECT
  m.ts, c.sensor, 's7comm' AS protocol, c.client, c.server, m.request, m.function, m.status,
  m.session, m.length, m.filename, m.block_type, m.block_number, m.destination, n.uid, m.file, m.line
FROM s7comm_block AS m
CROSS JOIN connection AS n ON n.id = m.connection
CROSS JOIN channel AS c ON c.id = n.channel;

CREATE VIEW v_cotp AS
SELECT
  m.ts, c.sensor, 'cotp' AS protocol, c.client, c.server, m.pdu, f.name AS pdu_name, m.from_client,
  m.tsap, m.rack, m.slot,
  n.uid, m.file, m.line
FROM cotp_message AS m
CROSS JOIN connection AS n ON n.id = m.connection
CROSS JOIN channel AS c ON c.id = n.channel
LEFT JOIN function_code AS f ON f.protocol = 'cotp' AND f.code = m.pdu AND f.sub_function = '';

CREATE VIEW v_modbus_identity AS
SELECT
  m.ts, c.sensor, 'modbus' AS protocol, c.client, c.server, m.unit, m.request, m.object, m.value,
  n.uid, m.file, m.line
FROM modbus_identity AS m
CROSS JOIN connection AS n ON n.id = m.connection
CROSS JOIN channel AS c ON c.id = n.channel;

CREATE VIEW v_conn AS
SELECT
  ts,
  ts + coalesce(duration, 0) AS ts_end,
  +sensor AS sensor,
  +client AS client,
  +client_port AS client_port,
  +server AS server,
  +server_port AS server_port,
  proto,
  service,
  duration,
  client_bytes,
  server_bytes,
  conn_state,
  history,
  missed_bytes,
  client_packets,
  server_packets,
  client_mac,
  server_mac,
  CASE
    WHEN server_port = 502 THEN 'modbus'
    WHEN server_port = 20000 THEN 'dnp3'
    WHEN server_port = 102 THEN 's7comm'
  END AS port_protocol,
  CASE
    WHEN ',' || service || ',' LIKE '%,modbus,%' THEN 'modbus'
    WHEN service LIKE '%dnp3%' THEN 'dnp3'
    WHEN service LIKE '%s7comm%' OR service LIKE '%cotp%' THEN 's7comm'
  END AS service_protocol,
  +uid AS uid,
  file,
  line
FROM conn;

CREATE VIEW v_weird AS
SELECT ts, sensor, client, client_port, server, server_port, name, addition, source, uid, file, line
FROM weird;

CREATE VIEW v_analyzer AS
SELECT ts, sensor, client, client_port, server, server_port, analyzer, reason,
  coalesce(kept, 0) AS kept, uid, file, line
FROM analyzer
WHERE violation = 1;

CREATE VIEW v_capture_loss AS
SELECT ts, sensor, ts_delta, peer, gaps, acks, percent_lost, '' AS uid, file, line
FROM capture_loss;

CREATE VIEW v_notice AS
SELECT ts, sensor, client, server, note, message, detail, uid, file, line
FROM notice;

CREATE VIEW v_log_minute AS
SELECT minute, sensor, log, rows
FROM log_minute;

CREATE VIEW v_ingest AS
SELECT
  id AS file, sensor, log, path, rows, stored, rejected, unfinished, damage, first_ts, last_ts,
  backwards, ahead
FROM ingest_file;

CREATE VIEW v_rejected AS
SELECT f.path, r.line, r.reason, r.text, f.sensor, f.log, r.file
FROM rejected_line AS r
JOIN ingest_file AS f ON f.id = r.file;
