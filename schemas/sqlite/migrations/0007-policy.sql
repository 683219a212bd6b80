-- The site policy as the last policy file said it. Only what it says is kept here, so that detectors read it
-- in SQL and a run that has none judges by the same; `policy_address` (0002) has the roles.

-- The policy in force; no row where there is none.
CREATE TABLE policy (
  path TEXT NOT NULL,
  hash TEXT NOT NULL, -- of the file
  document TEXT NOT NULL -- the whole of it, as JSON
);

-- Where an address has its role from; policy_address has each role of an address once.
CREATE TABLE policy_role (
  origin TEXT NOT NULL, -- policy, command line
  role TEXT NOT NULL, -- client, writer, workstation
  address TEXT NOT NULL,
  PRIMARY KEY (origin, role, address)
) WITHOUT ROWID;

INSERT INTO policy_role SELECT 'command line', role, address FROM policy_address;

CREATE TABLE policy_asset (
  address TEXT PRIMARY KEY,
  name TEXT, -- NULL where it has none
  role TEXT,
  safety INTEGER NOT NULL, -- 1 where it is tagged so
  critical INTEGER NOT NULL
) WITHOUT ROWID;

-- Units behind an address, such as devices behind a gateway.
CREATE TABLE policy_unit (
  address TEXT NOT NULL,
  unit INTEGER NOT NULL,
  name TEXT,
  safety INTEGER NOT NULL,
  critical INTEGER NOT NULL,
  PRIMARY KEY (address, unit)
) WITHOUT ROWID;

-- Hosts that stand in for each other: every pair of a group, both ways.
CREATE TABLE policy_stand_in (
  address TEXT NOT NULL,
  peer TEXT NOT NULL,
  PRIMARY KEY (address, peer)
) WITHOUT ROWID;

-- Functions that a client may use on a server. Who no row names is not limited.
CREATE TABLE policy_function (
  protocol TEXT NOT NULL,
  client TEXT NOT NULL, -- '' for any
  server TEXT NOT NULL, -- '' for any
  unit INTEGER NOT NULL, -- -1 for any
  function_code INTEGER NOT NULL,
  PRIMARY KEY (protocol, client, server, unit, function_code)
) WITHOUT ROWID;

-- The register map.
CREATE TABLE policy_point (
  id INTEGER PRIMARY KEY, -- its place in the file
  server TEXT NOT NULL, -- '' for any
  unit INTEGER NOT NULL, -- -1 for any
  point_table TEXT NOT NULL, -- coil, discrete, holding, input
  address INTEGER NOT NULL, -- 0-based
  words INTEGER NOT NULL, -- registers it takes; 1 for a coil
  type TEXT NOT NULL, -- bit, u16, s16, u32, s32, f32
  word_order TEXT NOT NULL, -- big: the high word first; little
  scale REAL NOT NULL, -- what a raw value is multiplied by
  name TEXT NOT NULL,
  engineering_unit TEXT NOT NULL, -- '' where it has none
  min REAL,
  max REAL,
  max_rate REAL, -- by second
  setpoint INTEGER NOT NULL,
  alarm_limit INTEGER NOT NULL
);

-- What has to be added to UTC for the time of the site, in seconds.
CREATE TABLE policy_clock (
  since INTEGER PRIMARY KEY,
  until INTEGER NOT NULL,
  shift INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO policy_clock VALUES (0, 253402300800, 0);

-- Hours in which the site is operated, in seconds of its local week, which begins on Monday.
CREATE TABLE policy_hours (
  week_from INTEGER NOT NULL,
  week_to INTEGER NOT NULL
);

-- Maintenance windows: from one moment to another, or every week.
CREATE TABLE policy_window (
  since REAL NOT NULL,
  until REAL NOT NULL,
  week_from INTEGER NOT NULL, -- seconds of the local week
  week_to INTEGER NOT NULL,
  server TEXT NOT NULL -- '' for any
);

-- Networks of the site; those without a zone say only what belongs to it.
CREATE TABLE policy_network (
  network TEXT NOT NULL, -- address/prefix
  zone TEXT NOT NULL, -- '' for none
  PRIMARY KEY (network, zone)
) WITHOUT ROWID;

-- From which zone which other may be reached.
CREATE TABLE policy_conduit (
  client_zone TEXT NOT NULL,
  server_zone TEXT NOT NULL,
  PRIMARY KEY (client_zone, server_zone)
) WITHOUT ROWID;

-- What the site says of detectors; NULL where it leaves them as they are.
CREATE TABLE policy_detector (
  detector TEXT PRIMARY KEY,
  level TEXT,
  enabled INTEGER NOT NULL,
  params TEXT NOT NULL -- JSON
) WITHOUT ROWID;

ALTER TABLE suppression ADD COLUMN policy INTEGER NOT NULL DEFAULT 0; -- 1: written in the policy

-- Worked out from the policy and the logs, and made anew when either changes.

-- Where the addresses that were seen lie.
CREATE TABLE address_place (
  address TEXT PRIMARY KEY,
  zone TEXT NOT NULL, -- '' for none
  inside INTEGER NOT NULL, -- 1 where it belongs to the site
  public INTEGER NOT NULL -- 1 where it is routed on the internet
) WITHOUT ROWID;

-- Values of mapped points in engineering units: as long as a value stays the same, one row a minute.
CREATE TABLE point_value (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  point INTEGER NOT NULL, -- of policy_point
  until REAL NOT NULL, -- seen the same up to then
  connection INTEGER NOT NULL,
  source INTEGER NOT NULL,
  unit INTEGER,
  function INTEGER NOT NULL,
  written INTEGER NOT NULL, -- 0 read, 1 written, 2 written and not answered
  value REAL, -- NULL where a mask was written over a value that is not known
  PRIMARY KEY (ts, file, line, point)
) WITHOUT ROWID;
