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

-- Connections to an OT port that a pair made in the learned stretch.
CREATE TABLE baseline_connection (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  samples INTEGER NOT NULL,        -- connections, failed ones included
  busiest_minute INTEGER NOT NULL, -- connections that came about in one minute
  busiest_failed INTEGER NOT NULL, -- connections that failed in one minute
  PRIMARY KEY (baseline, sensor, protocol, client, server)
) WITHOUT ROWID;

-- A stretch of time over all sensors, such as a day of a year that is in the store.
CREATE INDEX log_minute_by_time ON log_minute (minute);
