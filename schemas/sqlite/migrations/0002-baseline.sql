-- Baselines: what is normal at a site, by name and revision. Keys are text, so that a baseline can move.

CREATE TABLE baseline (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  revision INTEGER NOT NULL,
  active INTEGER NOT NULL DEFAULT 0,
  frozen INTEGER NOT NULL DEFAULT 0,
  from_ts REAL NOT NULL,
  to_ts REAL NOT NULL,
  exchanges INTEGER NOT NULL,
  created TEXT NOT NULL,
  UNIQUE (name, revision)
);

CREATE TABLE baseline_channel (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  exchanges INTEGER NOT NULL,
  PRIMARY KEY (baseline, sensor, protocol, client, server)
) WITHOUT ROWID;

CREATE TABLE baseline_function (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  unit INTEGER NOT NULL, -- -1 where the log has no unit
  function_code INTEGER NOT NULL,
  sub_function TEXT NOT NULL, -- '' for the function itself
  action TEXT NOT NULL,
  exchanges INTEGER NOT NULL,
  busiest_minute INTEGER NOT NULL, -- most exchanges within a minute
  exceptions INTEGER NOT NULL,
  busiest_exceptions INTEGER NOT NULL, -- most exceptions within a minute
  PRIMARY KEY (baseline, sensor, protocol, client, server, unit, function_code, sub_function)
) WITHOUT ROWID;

CREATE TABLE baseline_block (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  unit INTEGER NOT NULL,
  function_code INTEGER NOT NULL,
  low INTEGER NOT NULL, -- first address
  high INTEGER NOT NULL, -- last address
  PRIMARY KEY (baseline, sensor, protocol, client, server, unit, function_code, low)
) WITHOUT ROWID;

CREATE TABLE baseline_sensor (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  longest_silence REAL NOT NULL, -- seconds without a row of any log
  PRIMARY KEY (baseline, sensor)
) WITHOUT ROWID;

-- What the poison guard kept out of a baseline.
CREATE TABLE baseline_excluded (
  baseline INTEGER NOT NULL REFERENCES baseline ON DELETE CASCADE,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  unit INTEGER NOT NULL,
  function_code INTEGER NOT NULL,
  sub_function TEXT NOT NULL,
  exchanges INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (baseline, sensor, protocol, client, server, unit, function_code, sub_function)
) WITHOUT ROWID;

-- Addresses with a role that the policy gives them: client, writer, workstation.
CREATE TABLE policy_address (
  role TEXT NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (role, address)
) WITHOUT ROWID;

-- Which functions are dangerous, and which of them are never normal.
CREATE TABLE function_risk (
  protocol TEXT NOT NULL,
  function_code INTEGER NOT NULL,
  sub_function TEXT NOT NULL, -- '' for any
  level TEXT NOT NULL, -- of an occurrence outside the baseline
  attack TEXT NOT NULL, -- ATT&CK for ICS v19
  title TEXT NOT NULL,
  never_normal INTEGER NOT NULL, -- 1: never learned, always a finding
  PRIMARY KEY (protocol, function_code, sub_function)
) WITHOUT ROWID;
