-- Connections as detectors look at them.

-- TCP connections to an OT port. One has failed whose handshake never came to its end: nobody answered (S0),
-- it was refused (REJ), or given up half-way (RSTOS0, SH, RSTRH, SHR).
CREATE VIEW v_ot_connection AS
SELECT
  c.ts, c.ts_end, c.sensor, c.port_protocol, c.client, c.client_port, c.server, c.server_port, c.conn_state,
  CASE WHEN c.conn_state IN ('S0', 'REJ', 'RSTOS0', 'SH', 'RSTRH', 'SHR') THEN 1 ELSE 0 END AS failed,
  c.uid, c.file, c.line
FROM v_conn AS c
WHERE c.port_protocol IS NOT NULL
  AND coalesce(c.proto, 'tcp') = 'tcp';

-- Sessions in which somebody works on another machine: SSH, Telnet, RDP, VNC, WinRM, TeamViewer, AnyDesk.
CREATE VIEW v_remote_session AS
SELECT
  c.ts, c.ts_end, c.sensor, c.client, c.server, c.server_port,
  CASE
    WHEN c.service LIKE '%ssh%' OR c.server_port = 22 THEN 'SSH'
    WHEN c.service LIKE '%rdp%' OR c.server_port = 3389 THEN 'RDP'
    WHEN c.service LIKE '%rfb%' OR c.server_port BETWEEN 5900 AND 5909 THEN 'VNC'
    WHEN c.server_port = 23 THEN 'Telnet'
    WHEN c.server_port IN (5985, 5986) THEN 'WinRM'
    WHEN c.server_port = 5938 THEN 'TeamViewer'
    ELSE 'AnyDesk'
  END AS kind,
  c.uid, c.file, c.line
FROM v_conn AS c
WHERE (
    c.server_port IN (22, 23, 3389, 5938, 5985, 5986, 7070)
    OR c.server_port BETWEEN 5900 AND 5909
    OR c.service LIKE '%ssh%'
    OR c.service LIKE '%rdp%'
    OR c.service LIKE '%rfb%'
  )
  -- Somebody was let in: both sides said something.
  AND coalesce(c.server_bytes, 0) > 0
  AND coalesce(c.client_bytes, 0) > 0;

-- Addresses with the MAC address that a connection showed for them.
CREATE VIEW v_mac AS
SELECT c.ts, c.sensor, c.client AS address, c.client_mac AS mac, c.uid, c.file, c.line
FROM v_conn AS c
WHERE c.client_mac IS NOT NULL
UNION ALL
SELECT c.ts, c.sensor, c.server AS address, c.server_mac AS mac, c.uid, c.file, c.line
FROM v_conn AS c
WHERE c.server_mac IS NOT NULL;

-- Both requests of function 23 in one: what is written is not in v_modbus.
CREATE VIEW v_modbus_read_write AS
SELECT
  m.ts, c.sensor, 'modbus' AS protocol, c.client, c.server, m.unit, m.tid, m.request,
  m.write_address, m.write_quantity, m.write_values, m.read_address, m.read_quantity, m.read_values,
  n.uid, m.file, m.line
FROM modbus_read_write AS m
CROSS JOIN connection AS n ON n.id = m.connection
CROSS JOIN channel AS c ON c.id = n.channel;

CREATE VIEW learned_connection AS
SELECT
  k.sensor, k.protocol, k.client, k.server, k.samples, k.busiest_minute, k.busiest_failed
FROM baseline AS b
CROSS JOIN baseline_connection AS k ON k.baseline = b.id
WHERE b.active = 1;
