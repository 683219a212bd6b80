-- A flood of pairs makes a crowd, not a finding each.

-- Atoms of findings that are told together, since one detector found too many of a sensor in one day. In
-- finding_atom the crowd has their sums.
CREATE TABLE crowd_atom (
  detector TEXT NOT NULL,
  finding TEXT NOT NULL, -- the finding that each would be by itself
  minute INTEGER NOT NULL,
  ts_start REAL NOT NULL,
  ts_end REAL NOT NULL,
  count INTEGER NOT NULL,
  level TEXT NOT NULL,
  facts TEXT NOT NULL,
  crowd TEXT NOT NULL,   -- the finding that tells of them
  PRIMARY KEY (detector, finding, minute)
) WITHOUT ROWID;

CREATE INDEX crowd_atom_of ON crowd_atom (crowd, ts_start);

-- What was found by time, to replace what was found of a stretch.
CREATE INDEX finding_atom_by_time ON finding_atom (detector, minute);
CREATE INDEX crowd_atom_by_time ON crowd_atom (detector, minute);

-- Which findings may explain another: those of the same hosts.
CREATE INDEX finding_of_hosts ON finding (detector, sensor, server, client);
