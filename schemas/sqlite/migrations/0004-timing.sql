-- Times between polls and until responses, in logarithmic bins: an eighth of a doubling each.

-- The scale: edges of the bins, in seconds.
CREATE TABLE time_bin (
  bin INTEGER PRIMARY KEY,
  low REAL NOT NULL,
  width REAL NOT NULL
);

CREATE INDEX time_bin_low ON time_bin (low);

-- places: sum of where in their bin the times lie, in 1024ths of its width, and squares of the same:
-- whole numbers, so that sums do not depend on their order, and means and deviations are exact.

CREATE TABLE interval_bin (
  series INTEGER NOT NULL REFERENCES series,
  address INTEGER NOT NULL, -- -1 where the log has none
  hour INTEGER NOT NULL,    -- epoch seconds of its beginning; that of the later of the two polls
  bin INTEGER NOT NULL REFERENCES time_bin,
  intervals INTEGER NOT NULL,
  places INTEGER NOT NULL,
  squares INTEGER NOT NULL,
  PRIMARY KEY (series, hour, address, bin)
) WITHOUT ROWID;

CREATE TABLE response_bin (
  series INTEGER NOT NULL REFERENCES series,
  hour INTEGER NOT NULL, -- that of the request
  bin INTEGER NOT NULL REFERENCES time_bin,
  responses INTEGER NOT NULL,
  places INTEGER NOT NULL,
  squares INTEGER NOT NULL,
  PRIMARY KEY (series, hour, bin)
) WITHOUT ROWID;

-- The last time of every poll of a log, so that the next run goes on there.
CREATE TABLE poll_clock (
  file INTEGER NOT NULL REFERENCES ingest_file,
  series INTEGER NOT NULL REFERENCES series,
  address INTEGER NOT NULL, -- -1 where the log has none
  last_ts REAL NOT NULL,
  PRIMARY KEY (file, series, address)
) WITHOUT ROWID;

-- What was learned. A poll is keyed by text like the rest of a baseline; address is -1 where there is none.

CREATE TABLE baseline_interval (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  unit INTEGER NOT NULL,
  function_code INTEGER NOT NULL,
  sub_function TEXT NOT NULL,
  address INTEGER NOT NULL,
  bin INTEGER NOT NULL,
  intervals INTEGER NOT NULL,
  places INTEGER NOT NULL,
  squares INTEGER NOT NULL,
  PRIMARY KEY (
    baseline, sensor, protocol, client, server, unit, function_code, sub_function, address, bin
  )
) WITHOUT ROWID;

-- All intervals of a poll together, in seconds.
CREATE TABLE baseline_timing (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  unit INTEGER NOT NULL,
  function_code INTEGER NOT NULL,
  sub_function TEXT NOT NULL,
  address INTEGER NOT NULL,
  intervals INTEGER NOT NULL,
  mean REAL NOT NULL,
  deviation REAL NOT NULL, -- standard deviation
  median REAL NOT NULL,
  longest REAL NOT NULL, -- longest silence of the function that came twice, in different hours
  covered REAL NOT NULL, -- share of the learned stretch that the intervals fill
  PRIMARY KEY (baseline, sensor, protocol, client, server, unit, function_code, sub_function, address)
) WITHOUT ROWID;

-- The periods of a poll: one, or several where it has phases.
CREATE TABLE baseline_poll (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  unit INTEGER NOT NULL,
  function_code INTEGER NOT NULL,
  sub_function TEXT NOT NULL,
  address INTEGER NOT NULL,
  phase INTEGER NOT NULL, -- 1 is the most frequent
  period REAL NOT NULL, -- median, seconds
  spread REAL NOT NULL, -- standard deviation around it, at least a hundredth of it
  intervals INTEGER NOT NULL,
  share REAL NOT NULL, -- of all intervals of the poll
  PRIMARY KEY (
    baseline, sensor, protocol, client, server, unit, function_code, sub_function, address, phase
  )
) WITHOUT ROWID;

-- Response times, in seconds.
CREATE TABLE baseline_response (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  unit INTEGER NOT NULL,
  function_code INTEGER NOT NULL,
  sub_function TEXT NOT NULL,
  responses INTEGER NOT NULL,
  p01 REAL NOT NULL,
  median REAL NOT NULL,
  p99 REAL NOT NULL,
  PRIMARY KEY (baseline, sensor, protocol, client, server, unit, function_code, sub_function)
) WITHOUT ROWID;

-- Requests without a response.
CREATE TABLE baseline_unanswered (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  unit INTEGER NOT NULL,
  function_code INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  unanswered INTEGER NOT NULL,
  busiest_unanswered INTEGER NOT NULL, -- most within a minute
  PRIMARY KEY (baseline, sensor, protocol, client, server, unit, function_code)
) WITHOUT ROWID;
