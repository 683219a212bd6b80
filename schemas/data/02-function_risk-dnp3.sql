-- DNP3 functions that are dangerous. never_normal: never learned, always a finding.
-- Functions that need more than "it was used" have detectors of their own: disabling unsolicited
-- responses (21) and direct operate (5, 6).
DELETE FROM function_risk WHERE protocol = 'dnp3';

INSERT INTO function_risk (
  protocol, function_code, sub_function, level, attack, title, never_normal
)
VALUES
  ('dnp3', 13, '', 'high', 'T0816,T0814', 'Cold restart of the outstation', 1),
  ('dnp3', 14, '', 'high', 'T0816,T0814', 'Warm restart of the outstation', 1),
  ('dnp3', 15, '', 'high', 'T0816', 'Initialize data (obsolete): values set back to their initial ones', 1),
  ('dnp3', 16, '', 'high', 'T0858', 'Initialize application', 1),
  ('dnp3', 18, '', 'critical', 'T0881,T0858', 'Stop application', 1),
  ('dnp3', 27, '', 'critical', 'T0809', 'Delete file', 1),
  ('dnp3', 17, '', 'high', 'T0858', 'Start application', 0),
  ('dnp3', 19, '', 'high', 'T0836', 'Save configuration (obsolete)', 0),
  ('dnp3', 31, '', 'high', 'T0836', 'Activate configuration', 0),
  ('dnp3', 25, '', 'high', 'T0867', 'Open file, to read or to write it', 0),
  ('dnp3', 29, '', 'high', 'T0867', 'Authenticate for file access', 0),
  -- They follow an open file, which is a finding already, or only look.
  ('dnp3', 26, '', 'medium', 'T0867', 'Close file', 0),
  ('dnp3', 28, '', 'medium', 'T0888', 'Get file information', 0),
  ('dnp3', 30, '', 'medium', 'T0867', 'Abort file transfer', 0),
  -- Ordinary at many sites: a finding only beside a baseline that does not know them.
  ('dnp3', 2, '', 'medium', 'T0836', 'Write', 0),
  ('dnp3', 7, '', 'medium', 'T0836', 'Freeze counters', 0),
  ('dnp3', 8, '', 'medium', 'T0836', 'Freeze counters, no acknowledgement', 0),
  ('dnp3', 9, '', 'medium', 'T0836', 'Freeze counters and clear them', 0),
  ('dnp3', 10, '', 'medium', 'T0836', 'Freeze counters and clear them, no acknowledgement', 0),
  ('dnp3', 11, '', 'medium', 'T0836', 'Freeze counters at a time', 0),
  ('dnp3', 12, '', 'medium', 'T0836', 'Freeze counters at a time, no acknowledgement', 0),
  ('dnp3', 20, '', 'medium', 'T0838', 'Enable unsolicited responses', 0),
  ('dnp3', 22, '', 'medium', 'T0838', 'Assign points to event classes', 0),
  ('dnp3', 24, '', 'medium', 'T0836', 'Record current time, to set the clock', 0),
  ('dnp3', 23, '', 'low', 'T0888', 'Measure the delay', 0);
