-- Values of registers and coils, and the order of requests, by hour. What an hour says depends only on the
-- messages of that hour, so any order and any cut of the logs gives the same rows.

-- A register or coil as one client sees it through one log.
CREATE TABLE point (
  id INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL REFERENCES channel,
  source INTEGER NOT NULL REFERENCES source,
  unit INTEGER,
  kind INTEGER NOT NULL, -- 1 coil, 2 discrete input, 3 holding register, 4 input register
  address INTEGER NOT NULL
);

CREATE UNIQUE INDEX point_key ON point (channel, source, coalesce(unit, -1), kind, address);

CREATE TABLE point_hour (
  hour INTEGER NOT NULL, -- epoch seconds of its beginning
  point INTEGER NOT NULL REFERENCES point,
  n INTEGER NOT NULL,
  min INTEGER NOT NULL,
  min_ts REAL NOT NULL, -- when it was first reached
  max INTEGER NOT NULL,
  max_ts REAL NOT NULL,
  sum INTEGER NOT NULL,
  squares INTEGER NOT NULL, -- sum of squares
  first INTEGER NOT NULL,
  first_ts REAL NOT NULL,
  last INTEGER NOT NULL,
  last_ts REAL NOT NULL,
  changes INTEGER NOT NULL,
  held_until REAL NOT NULL, -- the first value was seen without a change until then
  held_since REAL NOT NULL, -- the last value was seen without a change since then
  run REAL NOT NULL,        -- longest time without a change, in seconds
  step INTEGER NOT NULL,    -- largest change from one value to the next, the short way around 16 bits
  step_ts REAL NOT NULL,    -- when it was first seen
  step_rate REAL NOT NULL,  -- that change by second
  rate REAL NOT NULL,       -- largest change by second
  PRIMARY KEY (hour, point)
) WITHOUT ROWID;

-- Which request followed which on a channel. A symbol is a series, an address and a quantity in one number:
-- series * 2^34 + (address + 1) * 2^17 + quantity + 1, with 0 for an unset address or quantity.
CREATE TABLE transition (
  hour INTEGER NOT NULL,
  channel INTEGER NOT NULL REFERENCES channel,
  source INTEGER NOT NULL REFERENCES source,
  previous INTEGER NOT NULL,
  next INTEGER NOT NULL,
  count INTEGER NOT NULL,
  first_ts REAL NOT NULL, -- of the later of the two requests
  last_ts REAL NOT NULL,
  PRIMARY KEY (hour, channel, source, previous, next)
) WITHOUT ROWID;

-- The first and the last request of an hour, to join its pieces.
CREATE TABLE sequence_hour (
  hour INTEGER NOT NULL,
  channel INTEGER NOT NULL REFERENCES channel,
  source INTEGER NOT NULL REFERENCES source,
  requests INTEGER NOT NULL,
  first INTEGER NOT NULL,
  first_ts REAL NOT NULL,
  last INTEGER NOT NULL,
  last_ts REAL NOT NULL,
  unordered INTEGER NOT NULL, -- 1 where there are too many different transitions to keep: no cycle
  PRIMARY KEY (hour, channel, source)
) WITHOUT ROWID;

CREATE TABLE baseline_point (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  server TEXT NOT NULL,
  unit INTEGER NOT NULL, -- -1 where the log has no unit
  point_table TEXT NOT NULL, -- coil, discrete, holding, input
  address INTEGER NOT NULL,
  n INTEGER NOT NULL,
  hours INTEGER NOT NULL, -- hours with values
  min INTEGER NOT NULL,
  max INTEGER NOT NULL,
  mean REAL NOT NULL,
  deviation REAL NOT NULL, -- standard deviation
  largest_step INTEGER NOT NULL,
  largest_rate REAL NOT NULL, -- by second
  longest_run REAL NOT NULL, -- seconds without a change
  changes INTEGER NOT NULL,
  busiest_hour INTEGER NOT NULL, -- most changes one client saw within an hour
  -- 1 where the last third of the stretch kept to what the rest had shown: only that can be relied on
  steady_range INTEGER NOT NULL,
  steady_step INTEGER NOT NULL,
  steady_run INTEGER NOT NULL,
  PRIMARY KEY (baseline, sensor, protocol, server, point_table, address, unit)
) WITHOUT ROWID;

CREATE TABLE baseline_transition (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  previous TEXT NOT NULL, -- function[.sub-function] / unit / address / quantity, - where unset
  next TEXT NOT NULL,
  exchanges INTEGER NOT NULL,
  hours INTEGER NOT NULL, -- hours in which it was seen
  PRIMARY KEY (baseline, sensor, protocol, client, server, previous, next)
) WITHOUT ROWID;

-- How well the order of requests of a channel is known.
CREATE TABLE baseline_sequence (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  requests INTEGER NOT NULL,
  hours INTEGER NOT NULL,
  reliable INTEGER NOT NULL, -- 1 where the last third of the stretch had no order that the rest had not shown
  PRIMARY KEY (baseline, sensor, protocol, client, server)
) WITHOUT ROWID;

-- Who writes to an address.
CREATE TABLE baseline_writer (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  unit INTEGER NOT NULL,
  point_table TEXT NOT NULL, -- coil, holding
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  exchanges INTEGER NOT NULL,
  PRIMARY KEY (baseline, sensor, protocol, client, server, unit, point_table, low, high)
) WITHOUT ROWID;

-- Points that were controlled, with the parameters that were used.
CREATE TABLE baseline_control (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  block TEXT NOT NULL,
  point INTEGER NOT NULL,
  operation TEXT NOT NULL,
  trip_close TEXT NOT NULL,
  most_executions INTEGER NOT NULL,
  longest_on INTEGER NOT NULL, -- milliseconds
  longest_off INTEGER NOT NULL,
  cleared INTEGER NOT NULL, -- 1 where the clear bit was used
  controls INTEGER NOT NULL,
  PRIMARY KEY (baseline, sensor, client, server, block, point, operation, trip_close)
) WITHOUT ROWID;

CREATE TABLE baseline_s7_block (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  server TEXT NOT NULL,
  block_type TEXT NOT NULL,
  block_number INTEGER NOT NULL,
  transfers INTEGER NOT NULL,
  PRIMARY KEY (baseline, sensor, server, block_type, block_number)
) WITHOUT ROWID;

CREATE TABLE baseline_szl (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  szl INTEGER NOT NULL,
  reads INTEGER NOT NULL,
  PRIMARY KEY (baseline, sensor, client, server, szl)
) WITHOUT ROWID;

-- Hours in which commands were given.
CREATE TABLE baseline_active_hour (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  week_hour INTEGER NOT NULL, -- 0 to 167 UTC; 0 is Monday's first
  days INTEGER NOT NULL, -- days with commands in that hour
  commands INTEGER NOT NULL,
  learned_days REAL NOT NULL, -- length of the stretch
  PRIMARY KEY (baseline, sensor, protocol, client, server, week_hour)
) WITHOUT ROWID;

-- What devices said of themselves.
CREATE TABLE baseline_identity (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  server TEXT NOT NULL,
  unit INTEGER NOT NULL,
  object TEXT NOT NULL,
  value TEXT NOT NULL,
  answers INTEGER NOT NULL,
  PRIMARY KEY (baseline, sensor, protocol, server, unit, object, value)
) WITHOUT ROWID;
