-- Facts in ClickHouse: who talked to whom stands in every row, as text of low cardinality, which a column store
-- compresses to nearly nothing and need not join. A row that is sent again replaces itself (batch is the version),
-- so that a retry, a crash or a late row never doubles anything. Times are epoch seconds.
--
-- file is a number made of the log's sensor, name and first record: the same log has it in any spool.
-- Partitions are days: retention drops them whole.

CREATE TABLE IF NOT EXISTS modbus_message (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  source Int16,
  kind Int8,
  reference Nullable(Int64), -- transaction id
  unit Nullable(Int32),
  function Int32,
  sub_function LowCardinality(Nullable(String)),
  outcome Nullable(Int32), -- exception code; 0 where the log does not name it
  response_ts Nullable(Float64) CODEC(Delta, ZSTD),
  address Nullable(Int64), -- 0-based
  quantity Nullable(Int64),
  request_values Nullable(String), -- one value as a number, several as 0x and 16-bit words
  response_values Nullable(String), -- one value as a number, several as 0x and 16-bit words
  mismatch Nullable(Int8), -- 1 where the response echoes something else than was written
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS dnp3_message (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  source Int16,
  kind Int8,
  reference Nullable(Int64), -- application sequence
  unit Nullable(Int32), -- link address of the outstation, where the log has it
  function Int32,
  sub_function LowCardinality(Nullable(String)),
  outcome Nullable(Int32), -- refused: 1 function, 2 object, 4 parameter
  response_ts Nullable(Float64) CODEC(Delta, ZSTD),
  reply Nullable(Int32), -- function code of the response
  iin Nullable(Int32), -- internal indications, IIN1 in the high byte
  master Nullable(Int32), -- link address of the master, where the log has it
  confirm Nullable(Int8), -- 1 where the request asks for a confirmation
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS s7comm_message (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  source Int16,
  kind Int8,
  reference Nullable(Int64), -- PDU reference
  unit Nullable(Int32),
  function Int32,
  sub_function LowCardinality(Nullable(String)),
  outcome Nullable(Int32), -- error class * 256 + error code
  response_ts Nullable(Float64) CODEC(Delta, ZSTD),
  rosctr Nullable(Int16),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS s7comm_plus (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  source Int16,
  kind Int8,
  reference Nullable(Int64),
  unit Nullable(Int32),
  function Int32,
  sub_function LowCardinality(Nullable(String)),
  outcome Nullable(Int32),
  response_ts Nullable(Float64) CODEC(Delta, ZSTD),
  version Nullable(Int64),
  opcode Nullable(Int64),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS modbus_mask_write (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  tid Nullable(Int64),
  unit Nullable(Int32),
  request Int8,
  address Nullable(Int64),
  and_mask Nullable(Int64),
  or_mask Nullable(Int64),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS modbus_read_write (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  tid Nullable(Int64),
  unit Nullable(Int32),
  request Int8,
  write_address Nullable(Int64),
  write_quantity Nullable(Int64),
  write_values Nullable(String), -- one value as a number, several as 0x and 16-bit words
  read_address Nullable(Int64),
  read_quantity Nullable(Int64),
  read_values Nullable(String), -- one value as a number, several as 0x and 16-bit words
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS modbus_identity (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  unit Nullable(Int32),
  request Int8,
  object LowCardinality(Nullable(String)),
  value Nullable(String),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS modbus_register_change (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  address Nullable(Int64),
  old_value Nullable(Int64),
  new_value Nullable(Int64),
  delta Nullable(Float64),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS known_modbus (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  host LowCardinality(Nullable(String)),
  role LowCardinality(Nullable(String)),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS dnp3_control (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  item Int32, -- several of one row are numbered
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  function Nullable(Int32),
  block LowCardinality(Nullable(String)),
  point Nullable(Int64),
  trip_close LowCardinality(Nullable(String)),
  operation LowCardinality(Nullable(String)),
  clear Nullable(Int64),
  execute_count Nullable(Int64),
  on_time Nullable(Int64),
  off_time Nullable(Int64),
  status Nullable(Int64), -- of a response; numbers of IEEE 1815
  unit Nullable(Int32), -- link address of the outstation, where the log has it
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line, item)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS dnp3_object (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  item Int32, -- several of one row are numbered
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  function Nullable(Int32),
  object LowCardinality(Nullable(String)),
  count Nullable(Int64),
  range_low Nullable(Int64),
  range_high Nullable(Int64),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line, item)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS cotp_message (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  item Int32, -- several of one row are numbered
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  pdu Int16,
  from_client Int8,
  tsap Nullable(String), -- called, hexadecimal
  rack Nullable(Int16),
  slot Nullable(Int16),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line, item)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS s7comm_szl (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  request Int8,
  szl Nullable(Int64),
  name LowCardinality(Nullable(String)),
  szl_index Nullable(Int64),
  return_code Nullable(Int64),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS s7comm_block (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  request Int8,
  function LowCardinality(Nullable(String)),
  status Nullable(Int64),
  session Nullable(Int64),
  length Nullable(Int64),
  filename Nullable(String),
  block_type LowCardinality(Nullable(String)),
  block_number Nullable(Int64),
  destination LowCardinality(Nullable(String)),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS s7comm_item (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  item Int32,
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  function Int32, -- 4 read, 5 write
  area Nullable(Int64), -- 129 inputs, 130 outputs, 131 flags, 132 data block
  db Nullable(Int64),
  address Nullable(Int64), -- byte * 8 + bit
  type Nullable(Int64),
  count Nullable(Int64),
  value Nullable(String), -- hexadecimal
  status Nullable(Int64), -- 255 is good
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line, item)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS s7comm_identity (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  system LowCardinality(Nullable(String)),
  module LowCardinality(Nullable(String)),
  plant LowCardinality(Nullable(String)),
  serial LowCardinality(Nullable(String)),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS conn (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  uid LowCardinality(String),
  client LowCardinality(String),
  client_port Int32,
  server LowCardinality(String),
  server_port Int32,
  proto LowCardinality(Nullable(String)),
  service LowCardinality(Nullable(String)),
  duration Nullable(Float64),
  client_bytes Nullable(Int64),
  server_bytes Nullable(Int64),
  conn_state LowCardinality(Nullable(String)),
  history Nullable(String),
  missed_bytes Nullable(Int64),
  client_mac LowCardinality(Nullable(String)),
  server_mac LowCardinality(Nullable(String)),
  client_packets Nullable(Int64),
  server_packets Nullable(Int64),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS weird (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  uid LowCardinality(String),
  client LowCardinality(Nullable(String)),
  client_port Nullable(Int32),
  server LowCardinality(Nullable(String)),
  server_port Nullable(Int32),
  name LowCardinality(Nullable(String)),
  addition Nullable(String),
  source LowCardinality(Nullable(String)),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analyzer (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  uid LowCardinality(String),
  client LowCardinality(Nullable(String)),
  client_port Nullable(Int32),
  server LowCardinality(Nullable(String)),
  server_port Nullable(Int32),
  violation Int8,
  kept Nullable(Int8), -- 1 where Zeek goes on reading the connection
  analyzer LowCardinality(Nullable(String)),
  reason Nullable(String),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS capture_loss (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  ts_delta Nullable(Float64),
  peer LowCardinality(Nullable(String)),
  gaps Nullable(Int64),
  acks Nullable(Int64),
  percent_lost Nullable(Float64),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS notice (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  sensor LowCardinality(String),
  uid LowCardinality(String),
  client LowCardinality(Nullable(String)),
  server LowCardinality(Nullable(String)),
  note LowCardinality(Nullable(String)),
  message Nullable(String),
  detail Nullable(String),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line)
SETTINGS non_replicated_deduplication_window = 10000;

-- Values of mapped points in engineering units, worked out by the sensor from its policy.
CREATE TABLE IF NOT EXISTS point_value (
  ts Float64 CODEC(Delta, ZSTD),
  file Int64 CODEC(ZSTD),
  line Int64 CODEC(Delta, ZSTD),
  point Int64, -- its place in the policy
  until Float64 CODEC(Delta, ZSTD), -- seen the same up to then
  sensor LowCardinality(String),
  client LowCardinality(String),
  server LowCardinality(String),
  server_port Int32,
  uid LowCardinality(String),
  client_port Int32,
  source Int16,
  unit Nullable(Int32),
  function Int32,
  written Int8, -- 0 read, 1 written, 2 written and not answered
  value Nullable(Float64),
  batch UInt64
)
ENGINE = ReplacingMergeTree(batch)
PARTITION BY intDiv(toInt64(ts), 86400)
ORDER BY (sensor, ts, file, line, point)
SETTINGS non_replicated_deduplication_window = 10000;
