-- Findings: one behaviour each, with its bursts and their rows.

CREATE TABLE detector_run (
  detector TEXT PRIMARY KEY,
  hash TEXT NOT NULL,      -- of the detector file, its params, the policy and the baseline
  status TEXT NOT NULL,    -- evaluated, not evaluated, failed
  reason TEXT,
  judged_from REAL,
  judged_to REAL,
  milliseconds REAL NOT NULL
) WITHOUT ROWID;

-- What a detector returned, summed by minute: lossless for bursts, whose gap is a minute.
CREATE TABLE finding_atom (
  detector TEXT NOT NULL,
  finding TEXT NOT NULL,
  minute INTEGER NOT NULL,
  ts_start REAL NOT NULL,
  ts_end REAL NOT NULL,
  count INTEGER NOT NULL,
  level TEXT NOT NULL,
  facts TEXT NOT NULL, -- further columns of the detector, as JSON
  PRIMARY KEY (detector, finding, minute)
) WITHOUT ROWID;

CREATE TABLE finding (
  id TEXT PRIMARY KEY, -- hash of sensor, detector and deduplication keys
  detector TEXT NOT NULL,
  title TEXT NOT NULL,
  sensor TEXT,
  protocol TEXT,
  client TEXT,
  server TEXT,
  unit INTEGER,
  severity TEXT NOT NULL,
  severity_steps TEXT NOT NULL, -- how the level became the severity, as JSON
  attack_v19 TEXT NOT NULL,
  attack_v18 TEXT NOT NULL,
  message TEXT NOT NULL,
  first_seen REAL NOT NULL,
  last_seen REAL NOT NULL,
  count INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'new'
) WITHOUT ROWID;

CREATE TABLE finding_event (
  finding TEXT NOT NULL REFERENCES finding ON DELETE CASCADE,
  ts_start REAL NOT NULL,
  ts_end REAL NOT NULL,
  count INTEGER NOT NULL,
  severity TEXT NOT NULL,
  message TEXT NOT NULL,
  explained_by TEXT, -- the finding that says it already
  PRIMARY KEY (finding, ts_start)
) WITHOUT ROWID;

CREATE TABLE evidence (
  finding TEXT NOT NULL,
  event REAL NOT NULL, -- ts_start of the event
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  uid TEXT,
  summary TEXT NOT NULL,
  PRIMARY KEY (finding, event, ts, file, line),
  FOREIGN KEY (finding, event) REFERENCES finding_event (finding, ts_start) ON DELETE CASCADE
) WITHOUT ROWID;
