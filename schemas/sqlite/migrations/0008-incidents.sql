-- Incidents, and what was held back where nothing could be seen.

-- Findings of one source on one target that belong together; made anew with each run.
CREATE TABLE incident (
  id TEXT PRIMARY KEY, -- hash of sensor, client, server and the time of its first part
  sensor TEXT,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  severity TEXT NOT NULL,
  first_seen REAL NOT NULL,
  last_seen REAL NOT NULL,
  stages TEXT NOT NULL, -- tactics of its deeds in order of time
  message TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE incident_part (
  incident TEXT NOT NULL REFERENCES incident ON DELETE CASCADE,
  finding TEXT NOT NULL,
  event REAL NOT NULL, -- ts_start of the finding's event
  stage TEXT,          -- its tactic
  PRIMARY KEY (incident, finding, event)
) WITHOUT ROWID;

CREATE INDEX incident_part_of ON incident_part (finding);

-- Atoms of detectors of absence that prove nothing, summed by minute as in finding_atom.
CREATE TABLE held_atom (
  detector TEXT NOT NULL,
  finding TEXT NOT NULL,
  minute INTEGER NOT NULL,
  ts_start REAL NOT NULL,
  ts_end REAL NOT NULL,
  count INTEGER NOT NULL,
  sensor TEXT,
  client TEXT,
  server TEXT,
  why TEXT NOT NULL,
  PRIMARY KEY (detector, finding, minute)
) WITHOUT ROWID;

-- What would let a detector be evaluated, apart from why it was not.
ALTER TABLE detector_run ADD COLUMN remedy TEXT;
