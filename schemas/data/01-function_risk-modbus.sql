-- Modbus functions that are dangerous. never_normal: never learned, always a finding.
DELETE FROM function_risk WHERE protocol = 'modbus';

INSERT INTO function_risk (
  protocol, function_code, sub_function, level, attack, title, never_normal
)
VALUES
  ('modbus', 8, '4', 'critical', 'T0814', 'Force Listen Only Mode', 1);
