-- What an hour of a pair looks like, its sessions, its objects: what detectors of rates and shares go by.

-- Critical values of tests of significance, filled from schemas/data; the two engines have no functions for them.
CREATE TABLE critical_value (
  test TEXT NOT NULL, -- chi-squared (p 0.01), poisson (p 0.001)
  parameter REAL NOT NULL, -- degrees of freedom; expected count
  value REAL NOT NULL, -- what has to be exceeded; what has to be reached
  PRIMARY KEY (test, parameter)
) WITHOUT ROWID;

-- Functions that are never normal are left out, as in baseline_function.
CREATE TABLE baseline_traffic (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  exchanges INTEGER NOT NULL,
  hours INTEGER NOT NULL, -- clock hours with exchanges
  busiest_hour INTEGER NOT NULL, -- most exchanges within a clock hour
  reads INTEGER NOT NULL,
  writes INTEGER NOT NULL, -- controls included
  most_writes INTEGER NOT NULL, -- within a clock hour
  exceptions INTEGER NOT NULL,
  most_exceptions INTEGER NOT NULL, -- within a clock hour
  -- Half the sum of the differences between the shares of functions in an hour and over all: 0 to 1. That of
  -- the hour that differs most, of those with 50 exchanges.
  largest_shift REAL NOT NULL,
  PRIMARY KEY (baseline, sensor, protocol, client, server)
) WITHOUT ROWID;

-- How much is read with a function.
CREATE TABLE baseline_read (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  function_code INTEGER NOT NULL,
  hours INTEGER NOT NULL, -- clock hours with such reads
  most_addresses INTEGER NOT NULL, -- addresses that the different requests of a clock hour ask for
  largest_quantity INTEGER NOT NULL, -- of one request
  PRIMARY KEY (baseline, sensor, protocol, client, server, function_code)
) WITHOUT ROWID;

-- How many controllers a client commands at a time.
CREATE TABLE baseline_reach (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  commands INTEGER NOT NULL,
  most_servers INTEGER NOT NULL, -- written to or controlled within a clock minute and the next
  PRIMARY KEY (baseline, sensor, protocol, client)
) WITHOUT ROWID;

-- Connections that the server answered, from conn.log.
CREATE TABLE baseline_session (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  sessions INTEGER NOT NULL,
  resets INTEGER NOT NULL, -- ended by a reset of the server
  most_resets INTEGER NOT NULL, -- within a clock hour
  p01_seconds REAL NOT NULL,
  p99_seconds REAL NOT NULL,
  p01_bytes REAL NOT NULL, -- of both directions
  p99_bytes REAL NOT NULL,
  PRIMARY KEY (baseline, sensor, protocol, client, server)
) WITHOUT ROWID;

-- Units that answered behind an address.
CREATE TABLE baseline_unit (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  server TEXT NOT NULL,
  unit INTEGER NOT NULL,
  responses INTEGER NOT NULL,
  PRIMARY KEY (baseline, sensor, protocol, server, unit)
) WITHOUT ROWID;

-- DNP3 objects that are asked for and answered with.
CREATE TABLE baseline_object (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  function_code INTEGER NOT NULL, -- 1 read, 129 response, 130 unsolicited response
  object TEXT NOT NULL,
  times INTEGER NOT NULL,
  busiest_hour INTEGER NOT NULL, -- most times within a clock hour
  low_index INTEGER, -- first and last index of ranges; NULL where there is none
  high_index INTEGER,
  largest_count INTEGER, -- of objects at once
  steady_range INTEGER NOT NULL, -- 1 where the last third of the stretch kept to what the rest had shown
  PRIMARY KEY (baseline, sensor, client, server, function_code, object)
) WITHOUT ROWID;

-- Protocol versions that a PLC is spoken to in, by function: a session begins in another one than it goes on.
CREATE TABLE baseline_s7_version (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  server TEXT NOT NULL,
  function_code INTEGER NOT NULL,
  least_version INTEGER NOT NULL,
  exchanges INTEGER NOT NULL,
  PRIMARY KEY (baseline, sensor, server, function_code)
) WITHOUT ROWID;

-- How often an address is written, not only by whom. Baselines from before do not know.
ALTER TABLE baseline_writer ADD COLUMN hours INTEGER NOT NULL DEFAULT 0; -- clock hours with writes
ALTER TABLE baseline_writer ADD COLUMN learned_days REAL NOT NULL DEFAULT 0; -- length of the stretch
