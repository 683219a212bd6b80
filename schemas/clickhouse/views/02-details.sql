-- Details of exchanges, and the logs of the network and the sensor, with names instead of numbers.

CREATE VIEW v_dnp3_control AS
SELECT
  m.ts AS ts,
  m.sensor AS sensor,
  'dnp3' AS protocol,
  m.client AS client,
  m.server AS server,
  m.unit AS unit,
  m.function AS function_code,
  coalesce(nullIf(f.name, ''), concat('unknown-', toString(m.function))) AS function,
  m.block AS block,
  m.point AS point,
  m.trip_close AS trip_close,
  m.operation AS operation,
  m.clear AS clear,
  m.execute_count AS execute_count,
  m.on_time AS on_time,
  m.off_time AS off_time,
  m.status AS status,
  m.uid AS uid,
  m.file AS file,
  m.line AS line
FROM dnp3_control AS m FINAL
LEFT JOIN function_code AS f
  ON f.protocol = 'dnp3' AND f.code = m.function AND f.sub_function = '';

CREATE VIEW v_dnp3_object AS
SELECT
  m.ts AS ts,
  m.sensor AS sensor,
  'dnp3' AS protocol,
  m.client AS client,
  m.server AS server,
  m.function AS function_code,
  m.object AS object,
  m.count AS count,
  m.range_low AS range_low,
  m.range_high AS range_high,
  m.uid AS uid,
  m.file AS file,
  m.line AS line
FROM dnp3_object AS m FINAL;

CREATE VIEW v_s7comm_szl AS
SELECT
  m.ts AS ts,
  m.sensor AS sensor,
  's7comm' AS protocol,
  m.client AS client,
  m.server AS server,
  m.request AS request,
  m.szl AS szl,
  m.name AS name,
  m.szl_index AS szl_index,
  m.return_code AS return_code,
  m.uid AS uid,
  m.file AS file,
  m.line AS line
FROM s7comm_szl AS m FINAL;

CREATE VIEW v_s7comm_item AS
SELECT
  m.ts AS ts,
  m.sensor AS sensor,
  's7comm' AS protocol,
  m.client AS client,
  m.server AS server,
  m.function AS function_code,
  m.area AS area,
  m.db AS db,
  m.address AS address,
  m.type AS type,
  m.count AS count,
  m.value AS value,
  m.status AS status,
  m.uid AS uid,
  m.file AS file,
  m.line AS line
FROM s7comm_item AS m FINAL;

CREATE VIEW v_s7comm_block AS
SELECT
  m.ts AS ts,
  m.sensor AS sensor,
  's7comm' AS protocol,
  m.client AS client,
  m.server AS server,
  m.request AS request,
  m.function AS function,
  m.status AS status,
  m.session AS session,
  m.length AS length,
  m.filename AS filename,
  m.block_type AS block_type,
  m.block_number AS block_number,
  m.destination AS destination,
  m.uid AS uid,
  m.file AS file,
  m.line AS line
FROM s7comm_block AS m FINAL;

CREATE VIEW v_cotp AS
SELECT
  m.ts AS ts,
  m.sensor AS sensor,
  'cotp' AS protocol,
  m.client AS client,
  m.server AS server,
  m.pdu AS pdu,
  nullIf(f.name, '') AS pdu_name,
  m.from_client AS from_client,
  m.tsap AS tsap,
  m.rack AS rack,
  m.slot AS slot,
  m.uid AS uid,
  m.file AS file,
  m.line AS line
FROM cotp_message AS m FINAL
LEFT JOIN function_code AS f ON f.protocol = 'cotp' AND f.code = m.pdu AND f.sub_function = '';

CREATE VIEW v_modbus_identity AS
SELECT
  m.ts AS ts,
  m.sensor AS sensor,
  'modbus' AS protocol,
  m.client AS client,
  m.server AS server,
  m.unit AS unit,
  m.request AS request,
  m.object AS object,
  m.value AS value,
  m.uid AS uid,
  m.file AS file,
  m.line AS line
FROM modbus_identity AS m FINAL;

CREATE VIEW v_conn AS
SELECT
  ts,
  ts + coalesce(duration, 0) AS ts_end,
  sensor,
  client,
  client_port,
  server,
  server_port,
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
  uid,
  file,
  line
FROM conn FINAL;

CREATE VIEW v_weird AS
SELECT ts, sensor, client, client_port, server, server_port, name, addition, source, uid, file, line
FROM weird FINAL;

CREATE VIEW v_analyzer AS
SELECT ts, sensor, client, client_port, server, server_port, analyzer, reason,
  coalesce(kept, 0) AS kept, uid, file, line
FROM analyzer FINAL
WHERE violation = 1;

CREATE VIEW v_capture_loss AS
SELECT ts, sensor, ts_delta, peer, gaps, acks, percent_lost, '' AS uid, file, line
FROM capture_loss FINAL;

CREATE VIEW v_notice AS
SELECT ts, sensor, client, server, note, message, detail, uid, file, line
FROM notice FINAL;

CREATE VIEW v_log_minute AS
SELECT toFloat64(minute) AS minute, sensor, log, rows
FROM log_minute FINAL;

CREATE VIEW v_ingest AS
SELECT
  id AS file, sensor, log, path, rows, stored, rejected, unfinished, damage, first_ts, last_ts,
  backwards, ahead
FROM ingest_file FINAL;

CREATE VIEW v_rejected AS
SELECT
  f.path AS path, r.line AS line, r.reason AS reason, r.text AS text, f.sensor AS sensor, f.log AS log,
  r.file AS file
FROM rejected_line AS r FINAL
INNER JOIN ingest_file AS f FINAL ON f.id = r.file;

CREATE VIEW v_s7comm_identity AS
SELECT
  m.ts AS ts, m.sensor AS sensor, 's7comm' AS protocol, m.client AS client, m.server AS server,
  m.system AS system, m.module AS module, m.plant AS plant, m.serial AS serial, m.uid AS uid,
  m.file AS file, m.line AS line
FROM s7comm_identity AS m FINAL;

CREATE VIEW v_modbus_read_write AS
SELECT
  m.ts AS ts, m.sensor AS sensor, 'modbus' AS protocol, m.client AS client, m.server AS server,
  m.unit AS unit, m.tid AS tid, m.request AS request, m.write_address AS write_address,
  m.write_quantity AS write_quantity, m.write_values AS write_values, m.read_address AS read_address,
  m.read_quantity AS read_quantity, m.read_values AS read_values, m.uid AS uid, m.file AS file,
  m.line AS line
FROM modbus_read_write AS m FINAL;
