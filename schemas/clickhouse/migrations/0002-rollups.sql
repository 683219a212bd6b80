-- Counts by minute and hour, whole as the spool has them: a row sent again replaces the one before it. Keys have
-- -1 or '' where something is unset.

CREATE TABLE IF NOT EXISTS series (
  sensor LowCardinality(String),
  protocol LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  source Int16,
  unit Int32,
  function Int32,
  sub_function LowCardinality(String),
  outcome Int32,
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
ORDER BY (sensor, protocol, client, server, server_port, source, unit, function, sub_function, outcome)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS activity (
  sensor LowCardinality(String),
  minute Int64 CODEC(Delta, ZSTD), -- epoch seconds of its beginning
  protocol LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  source Int16,
  unit Int32,
  function Int32,
  sub_function LowCardinality(String),
  outcome Int32,
  exchanges Int64,
  requests Int64,
  responses Int64,
  exceptions Int64,
  first_us Int64, -- first and last message, microseconds into the minute
  last_us Int64,
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(minute, 604800)
ORDER BY (
  sensor, minute, protocol, client, server, server_port, source, unit, function, sub_function, outcome
)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS address_use (
  sensor LowCardinality(String),
  hour Int64 CODEC(Delta, ZSTD),
  protocol LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  source Int16,
  unit Int32,
  function Int32,
  sub_function LowCardinality(String),
  outcome Int32,
  address Int64,
  quantity Int64,
  exchanges Int64,
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(hour, 604800)
ORDER BY (
  sensor, hour, protocol, client, server, server_port, source, unit, function, sub_function, outcome,
  address, quantity
)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS interval_bin (
  sensor LowCardinality(String),
  hour Int64 CODEC(Delta, ZSTD),
  protocol LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  source Int16,
  unit Int32,
  function Int32,
  sub_function LowCardinality(String),
  outcome Int32,
  address Int64, -- -1 where the log has none
  bin Int32,
  intervals Int64,
  places Int64,
  squares Int64,
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(hour, 604800)
ORDER BY (
  sensor, hour, protocol, client, server, server_port, source, unit, function, sub_function, outcome,
  address, bin
)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS response_bin (
  sensor LowCardinality(String),
  hour Int64 CODEC(Delta, ZSTD),
  protocol LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  source Int16,
  unit Int32,
  function Int32,
  sub_function LowCardinality(String),
  outcome Int32,
  bin Int32,
  responses Int64,
  places Int64,
  squares Int64,
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(hour, 604800)
ORDER BY (
  sensor, hour, protocol, client, server, server_port, source, unit, function, sub_function, outcome, bin
)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS point_hour (
  sensor LowCardinality(String),
  hour Int64 CODEC(Delta, ZSTD),
  protocol LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  source Int16,
  unit Int32,
  kind Int8,
  address Int64,
  n Int64,
  min Int64,
  min_ts Float64,
  max Int64,
  max_ts Float64,
  sum Int64,
  squares Int64,
  first Int64,
  first_ts Float64,
  last Int64,
  last_ts Float64,
  changes Int64,
  held_until Float64,
  held_since Float64,
  run Float64,
  step Int64,
  step_ts Float64,
  step_rate Float64,
  rate Float64,
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(hour, 604800)
ORDER BY (sensor, hour, protocol, client, server, server_port, source, unit, kind, address)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS sequence_hour (
  sensor LowCardinality(String),
  hour Int64 CODEC(Delta, ZSTD),
  protocol LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  source Int16,
  requests Int64,
  first_ts Float64,
  last_ts Float64,
  unordered Int8,
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(hour, 604800)
ORDER BY (sensor, hour, protocol, client, server, server_port, source)
SETTINGS non_replicated_deduplication_window = 10000;

-- A late row may take a transition away: those count that came with the newest batch of their hour, which
-- sequence_hour names.
CREATE TABLE IF NOT EXISTS transition (
  sensor LowCardinality(String),
  hour Int64 CODEC(Delta, ZSTD),
  protocol LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  source Int16,
  previous LowCardinality(String), -- function[.sub-function] / unit / address / quantity, - where unset
  next LowCardinality(String),
  count Int64,
  first_ts Float64,
  last_ts Float64,
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(hour, 604800)
ORDER BY (sensor, hour, protocol, client, server, server_port, source, previous, next)
SETTINGS non_replicated_deduplication_window = 10000;

-- Rows of each log of exchanges by hour; the view hour_source names the richest.
CREATE TABLE IF NOT EXISTS source_hour (
  sensor LowCardinality(String),
  protocol LowCardinality(String),
  hour Int64 CODEC(Delta, ZSTD),
  source Int16,
  rows Int64,
  preferred Int8,
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
ORDER BY (sensor, protocol, hour, source)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS log_minute (
  sensor LowCardinality(String),
  log LowCardinality(String),
  minute Int64 CODEC(Delta, ZSTD),
  rows Int64,
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(minute, 604800)
ORDER BY (sensor, minute, log)
SETTINGS non_replicated_deduplication_window = 10000;
