-- Modbus functions that are dangerous or tell an intruder much. never_normal: never learned, always a
-- finding. Sources: Modbus Application Protocol V1.1b3 section 6; Zeek base/protocols/modbus/consts.zeek.
-- Mask write (22) and read/write multiple (23) are writes like any other: new-function names them.
DELETE FROM function_risk WHERE protocol = 'modbus';

INSERT INTO function_risk (
  protocol, function_code, sub_function, level, attack, title, never_normal
)
VALUES
  ('modbus', 7, '', 'low', 'T0888', 'Read exception status', 0),
  ('modbus', 8, '', 'medium', 'T0888', 'Diagnostics', 0),
  ('modbus', 8, '1', 'high', 'T0816', 'Restart communications', 1),
  ('modbus', 8, '3', 'medium', 'T0836', 'Change of the ASCII delimiter', 0),
  ('modbus', 8, '4', 'critical', 'T0814,T0815', 'Force Listen Only Mode', 1),
  ('modbus', 8, '10', 'medium', 'T0872', 'Clear counters', 0),
  ('modbus', 8, '20', 'medium', 'T0872', 'Clear overrun counter', 0),
  ('modbus', 9, '', 'high', 'T0843', 'Program change (484)', 1),
  ('modbus', 10, '', 'medium', 'T0843', 'Poll of a program change (484)', 0),
  ('modbus', 11, '', 'low', 'T0888', 'Read event counter', 0),
  ('modbus', 12, '', 'low', 'T0888', 'Read event log', 0),
  ('modbus', 13, '', 'high', 'T0843', 'Program change (584/984)', 1),
  ('modbus', 14, '', 'medium', 'T0843', 'Poll of a program change (584/984)', 0),
  ('modbus', 17, '', 'medium', 'T0888', 'Report server id', 0),
  ('modbus', 18, '', 'high', 'T0843', 'Program change (884)', 1),
  ('modbus', 19, '', 'high', 'T0816', 'Reset of the communication link (884)', 1),
  ('modbus', 20, '', 'medium', 'T0845', 'Read of a file record', 0),
  ('modbus', 21, '', 'high', 'T0843', 'Write of a file record', 0),
  ('modbus', 24, '', 'low', 'T0888', 'Read FIFO queue', 0),
  ('modbus', 40, '', 'high', 'T0843', 'Program change (Concept)', 1),
  ('modbus', 41, '', 'medium', 'T0869', 'Several functions in one', 0),
  ('modbus', 43, '', 'medium', 'T0888', 'Read device identification', 0),
  -- Drivers read variables with it too, so a baseline may have it; programs go the same way.
  ('modbus', 90, '', 'critical', 'T0843,T0845,T0858', 'Schneider UMAS', 0),
  ('modbus', 91, '', 'medium', 'T0869', 'Object messaging', 0),
  ('modbus', 125, '', 'critical', 'T1693.001', 'Firmware replacement', 1),
  ('modbus', 126, '', 'high', 'T0843', 'Program change (584/984)', 1),
  ('modbus', 127, '', 'medium', 'T0888', 'Report local address', 0),
  ('modbus', 65, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 66, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 67, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 68, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 69, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 70, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 71, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 72, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 100, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 101, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 102, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 103, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 104, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 105, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 106, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 107, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 108, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 109, '', 'medium', 'T0869', 'User-defined function', 0),
  ('modbus', 110, '', 'medium', 'T0869', 'User-defined function', 0);
