-- What was read and sent, the tables of codes, and what was learned, found and decided.

CREATE TABLE IF NOT EXISTS ingest_file (
  id Int64, -- of sensor, log, first record and generation
  sensor LowCardinality(String),
  log LowCardinality(String),
  path String,
  rows Int64,
  stored Int64,
  rejected Int64,
  unfinished Int64,
  damage Nullable(String),
  first_ts Nullable(Float64),
  last_ts Nullable(Float64),
  backwards Float64,
  ahead Float64,
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
ORDER BY (sensor, id)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS rejected_line (
  file Int64,
  line Int64,
  reason LowCardinality(String),
  text String,
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
ORDER BY (file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS field_seen (
  sensor LowCardinality(String),
  field LowCardinality(String),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
ORDER BY (sensor, field)
SETTINGS non_replicated_deduplication_window = 10000;

-- Minutes that a batch brought, written when everything else of the batch is there: what is to be judged.
CREATE TABLE IF NOT EXISTS arrival (
  spool String,
  batch UInt64,
  minute Int64 CODEC(Delta, ZSTD)
)
ENGINE = ReplacingMergeTree
ORDER BY (spool, batch, minute)
SETTINGS non_replicated_deduplication_window = 10000;

-- Which spool sends the rows of a sensor.
CREATE TABLE IF NOT EXISTS sensor_spool (
  sensor String,
  spool String,
  host String,
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
ORDER BY sensor
SETTINGS non_replicated_deduplication_window = 10000;

-- Baselines, findings, decisions and the policy: rows of the tables of the same names in SQLite, as JSON. All
-- that one command changes is one generation and one insert: it is there whole or not at all, and of two
-- commands at once the second is refused.
CREATE TABLE IF NOT EXISTS state (
  name LowCardinality(String), -- of the table
  key String, -- primary key, as JSON
  fields String CODEC(ZSTD(3)), -- as JSON
  gone UInt8,
  generation UInt64,
  writer String
)
ENGINE = ReplacingMergeTree(generation, gone)
ORDER BY (name, key)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS source (
  id Int16, log String, protocol String, rank Int32
)
ENGINE = ReplacingMergeTree
ORDER BY id;

CREATE TABLE IF NOT EXISTS function_code (
  protocol String, code Int32, sub_function String, name String, action String
)
ENGINE = ReplacingMergeTree
ORDER BY (protocol, code, sub_function);

CREATE TABLE IF NOT EXISTS function_risk (
  protocol String, function_code Int32, sub_function String, level String, attack String, title String,
  never_normal Int8
)
ENGINE = ReplacingMergeTree
ORDER BY (protocol, function_code, sub_function);

CREATE TABLE IF NOT EXISTS critical_value (
  test String, parameter Float64, value Float64
)
ENGINE = ReplacingMergeTree
ORDER BY (test, parameter);

CREATE TABLE IF NOT EXISTS time_bin (
  bin Int32, low Float64, width Float64
)
ENGINE = ReplacingMergeTree
ORDER BY bin;

CREATE TABLE IF NOT EXISTS meta (
  key String, value String
)
ENGINE = ReplacingMergeTree
ORDER BY key;
