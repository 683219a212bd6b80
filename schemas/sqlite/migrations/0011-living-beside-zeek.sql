-- Living beside Zeek: what is watched, what findings said when, and what still has to be told to whom.

-- Until when, by the machine's clock, the logs rotated to a directory were read.
CREATE TABLE watched_archive (
  directory TEXT PRIMARY KEY,
  read_until REAL NOT NULL
) WITHOUT ROWID;

-- Minutes that a detection run is judging: what arrives meanwhile is in dirty_minute again.
CREATE TABLE judging_minute (
  minute INTEGER PRIMARY KEY -- epoch seconds of its beginning
);

-- Before these times nothing is left of a kind: 'messages', 'rollups', 'findings'.
CREATE TABLE pruned (
  kind TEXT PRIMARY KEY,
  before REAL NOT NULL -- epoch seconds
) WITHOUT ROWID;

-- What a finding said when it was new and each time it had changed. A revision is never written anew.
CREATE TABLE finding_revision (
  finding TEXT NOT NULL,
  revision INTEGER NOT NULL, -- 1 when it was new
  created TEXT NOT NULL, -- ISO 8601, UTC
  mark TEXT NOT NULL, -- what has to differ for the next revision
  count INTEGER NOT NULL,
  told TEXT NOT NULL, -- the finding at that moment, as JSON
  PRIMARY KEY (finding, revision)
) WITHOUT ROWID;

-- Which revision goes to which sink. It is here before anything is sent, and done when the sink has it.
CREATE TABLE delivery (
  sink TEXT NOT NULL,
  finding TEXT NOT NULL,
  revision INTEGER NOT NULL,
  queued TEXT NOT NULL, -- ISO 8601, UTC
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try REAL NOT NULL DEFAULT 0, -- epoch seconds of the machine's clock
  error TEXT, -- of the last attempt
  delivered TEXT,
  PRIMARY KEY (sink, finding, revision)
) WITHOUT ROWID;

CREATE INDEX delivery_waiting ON delivery (sink, queued, finding, revision) WHERE delivered IS NULL;

-- A decision may end by itself: epoch seconds, NULL for never.
ALTER TABLE decision ADD COLUMN expires REAL;

-- Where findings are told, as the policy or the command line said last. A sink that is not active gets nothing.
CREATE TABLE sink (
  name TEXT PRIMARY KEY,
  target TEXT NOT NULL,
  level TEXT NOT NULL, -- the lowest severity that it is told
  active INTEGER NOT NULL
) WITHOUT ROWID;
