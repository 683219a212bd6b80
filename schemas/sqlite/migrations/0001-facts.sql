-- Facts: who talks to whom, the messages, and what was read. Times are epoch seconds.

CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  log TEXT NOT NULL UNIQUE,
  protocol TEXT NOT NULL,
  rank INTEGER NOT NULL
);

CREATE TABLE function_code (
  protocol TEXT NOT NULL,
  code INTEGER NOT NULL,
  sub_function TEXT NOT NULL, -- '' for the function itself
  name TEXT NOT NULL,
  action TEXT NOT NULL,
  PRIMARY KEY (protocol, code, sub_function)
) WITHOUT ROWID;

CREATE TABLE channel (
  id INTEGER PRIMARY KEY,
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  client TEXT NOT NULL,
  server TEXT NOT NULL,
  server_port INTEGER NOT NULL,
  UNIQUE (sensor, protocol, client, server, server_port)
);

CREATE TABLE connection (
  id INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL REFERENCES channel,
  uid TEXT NOT NULL,
  client_port INTEGER NOT NULL,
  UNIQUE (uid, channel, client_port)
);

-- A thing that is counted: one function of one unit on one channel, as one log tells it.
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL REFERENCES channel,
  source INTEGER NOT NULL REFERENCES source,
  unit INTEGER,
  function INTEGER NOT NULL,
  sub_function TEXT,
  outcome INTEGER
);

CREATE UNIQUE INDEX series_key ON series (
  channel,
  source,
  function,
  coalesce(unit, -1),
  coalesce(sub_function, ''),
  coalesce(outcome, -1)
);

CREATE TABLE ingest_file (
  id INTEGER PRIMARY KEY,
  sensor TEXT NOT NULL,
  log TEXT NOT NULL,
  fingerprint TEXT NOT NULL,  -- of the first record, so that a copy or a gzip of a log is the same log
  generation INTEGER NOT NULL, -- 0, or more where logs begin alike and go on differently
  path TEXT NOT NULL,         -- where it was seen last
  offset INTEGER NOT NULL,    -- uncompressed bytes taken
  tail BLOB NOT NULL,         -- the last bytes taken, to know the log again
  line INTEGER NOT NULL,      -- lines taken, headers included
  rows INTEGER NOT NULL,      -- lines that are no header, no comment and not empty
  stored INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  unfinished INTEGER NOT NULL, -- bytes after the last newline, left for the next run
  damage TEXT,                -- why it could not be read to the end
  first_ts REAL,
  last_ts REAL,
  backwards REAL NOT NULL, -- largest step back in time from one row to the next, in seconds
  ahead REAL NOT NULL,     -- seconds that its latest row is later than the file was written
  state TEXT NOT NULL,        -- header in force and requests waiting for a response, as JSON
  UNIQUE (sensor, log, fingerprint, generation)
);

CREATE TABLE rejected_line (
  file INTEGER NOT NULL REFERENCES ingest_file,
  line INTEGER NOT NULL,
  reason TEXT NOT NULL,
  text TEXT NOT NULL, -- its first 500 characters
  PRIMARY KEY (file, line)
) WITHOUT ROWID;

-- What the logs of a sensor can answer, as detectors name it under "needs".
CREATE TABLE field_seen (
  sensor TEXT NOT NULL,
  field TEXT NOT NULL,
  PRIMARY KEY (sensor, field)
) WITHOUT ROWID;

-- Rows of each log of exchanges by hour; the richest log of an hour is preferred.
CREATE TABLE source_hour (
  sensor TEXT NOT NULL,
  protocol TEXT NOT NULL,
  hour INTEGER NOT NULL, -- epoch seconds of its beginning
  source INTEGER NOT NULL REFERENCES source,
  rows INTEGER NOT NULL,
  preferred INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (sensor, protocol, hour, source)
) WITHOUT ROWID;

-- Rows of each log, of any kind, by minute: when the sensor wrote and when it was silent.
CREATE TABLE log_minute (
  sensor TEXT NOT NULL,
  log TEXT NOT NULL,
  minute INTEGER NOT NULL, -- epoch seconds of its beginning
  rows INTEGER NOT NULL,
  PRIMARY KEY (sensor, minute, log)
) WITHOUT ROWID;

-- Minutes that received rows and have not been judged since.
CREATE TABLE dirty_minute (
  minute INTEGER PRIMARY KEY -- epoch seconds of its beginning
);

-- Rollups: additive (or a minimum or maximum), so that any order and any cut of the logs gives the same numbers.

CREATE TABLE activity (
  series INTEGER NOT NULL REFERENCES series,
  minute INTEGER NOT NULL, -- epoch seconds of its beginning
  exchanges INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  responses INTEGER NOT NULL,
  exceptions INTEGER NOT NULL,
  first_us INTEGER NOT NULL, -- first and last message, microseconds into the minute
  last_us INTEGER NOT NULL,
  PRIMARY KEY (series, minute)
) WITHOUT ROWID;

CREATE TABLE address_use (
  series INTEGER NOT NULL REFERENCES series,
  hour INTEGER NOT NULL, -- epoch seconds of its beginning
  address INTEGER NOT NULL,
  quantity INTEGER NOT NULL,
  exchanges INTEGER NOT NULL,
  PRIMARY KEY (series, hour, address, quantity)
) WITHOUT ROWID;

-- Messages: a row an exchange, in order of time, each with its file and line.
-- kind: 0 exchange, 1 request, 2 response, 3 unsolicited, 4 push or oneway, 6 reply (not joined).

CREATE TABLE modbus_message (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  source INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  reference INTEGER, -- transaction id
  unit INTEGER,
  function INTEGER NOT NULL,
  sub_function TEXT,
  outcome INTEGER, -- exception code; 0 where the log does not name it
  response_ts REAL,
  address INTEGER, -- 0-based
  quantity INTEGER,
  request_values BLOB, -- one value as a number, several as big-endian 16-bit words
  response_values BLOB,
  mismatch INTEGER, -- 1 where the response echoes something else than was written
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

CREATE TABLE dnp3_message (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  source INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  reference INTEGER, -- application sequence
  unit INTEGER, -- link address of the outstation, where the log has it
  function INTEGER NOT NULL,
  sub_function TEXT,
  outcome INTEGER, -- refused: 1 function, 2 object, 4 parameter
  response_ts REAL,
  reply INTEGER, -- function code of the response
  iin INTEGER, -- internal indications, IIN1 in the high byte
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

CREATE TABLE s7comm_message (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  source INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  reference INTEGER, -- PDU reference
  unit INTEGER,
  function INTEGER NOT NULL,
  sub_function TEXT,
  outcome INTEGER, -- error class * 256 + error code
  response_ts REAL,
  rosctr INTEGER,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

CREATE TABLE s7comm_plus (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  source INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  reference INTEGER,
  unit INTEGER,
  function INTEGER NOT NULL,
  sub_function TEXT,
  outcome INTEGER,
  response_ts REAL,
  version INTEGER,
  opcode INTEGER,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

-- Details of exchanges.

CREATE TABLE modbus_mask_write (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  tid INTEGER,
  unit INTEGER,
  request INTEGER NOT NULL,
  address INTEGER,
  and_mask INTEGER,
  or_mask INTEGER,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

CREATE TABLE modbus_read_write (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  tid INTEGER,
  unit INTEGER,
  request INTEGER NOT NULL,
  write_address INTEGER,
  write_quantity INTEGER,
  write_values BLOB,
  read_address INTEGER,
  read_quantity INTEGER,
  read_values BLOB,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

CREATE TABLE modbus_identity (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  unit INTEGER,
  request INTEGER NOT NULL,
  object TEXT,
  value TEXT,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

CREATE TABLE modbus_register_change (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  address INTEGER,
  old_value INTEGER,
  new_value INTEGER,
  delta REAL,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

CREATE TABLE known_modbus (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  sensor TEXT NOT NULL,
  host TEXT,
  role TEXT,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

CREATE TABLE dnp3_control (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  item INTEGER NOT NULL, -- several of one row are numbered
  connection INTEGER NOT NULL,
  function INTEGER,
  block TEXT,
  point INTEGER,
  trip_close TEXT,
  operation TEXT,
  clear INTEGER,
  execute_count INTEGER,
  on_time INTEGER,
  off_time INTEGER,
  status INTEGER, -- of a response; numbers of IEEE 1815
  PRIMARY KEY (ts, file, line, item)
) WITHOUT ROWID;

CREATE TABLE dnp3_object (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  item INTEGER NOT NULL, -- several of one row are numbered
  connection INTEGER NOT NULL,
  function INTEGER,
  object TEXT,
  count INTEGER,
  range_low INTEGER,
  range_high INTEGER,
  PRIMARY KEY (ts, file, line, item)
) WITHOUT ROWID;

CREATE TABLE cotp_message (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  item INTEGER NOT NULL, -- several of one row are numbered
  connection INTEGER NOT NULL,
  pdu INTEGER NOT NULL,
  from_client INTEGER NOT NULL,
  tsap TEXT, -- called, hexadecimal
  rack INTEGER,
  slot INTEGER,
  PRIMARY KEY (ts, file, line, item)
) WITHOUT ROWID;

CREATE TABLE s7comm_szl (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  request INTEGER NOT NULL,
  szl INTEGER,
  name TEXT,
  szl_index INTEGER,
  return_code INTEGER,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

CREATE TABLE s7comm_block (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  request INTEGER NOT NULL,
  function TEXT,
  status INTEGER,
  session INTEGER,
  length INTEGER,
  filename TEXT,
  block_type TEXT,
  block_number INTEGER,
  destination TEXT,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

CREATE TABLE s7comm_item (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  item INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  function INTEGER NOT NULL, -- 4 read, 5 write
  area INTEGER, -- 129 inputs, 130 outputs, 131 flags, 132 data block
  db INTEGER,
  address INTEGER, -- byte * 8 + bit
  type INTEGER,
  count INTEGER,
  value TEXT, -- hexadecimal
  status INTEGER, -- 255 is good
  PRIMARY KEY (ts, file, line, item)
) WITHOUT ROWID;

CREATE TABLE s7comm_identity (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  system TEXT,
  module TEXT,
  plant TEXT,
  serial TEXT,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

-- Logs of the network and of the sensor.

CREATE TABLE conn (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  sensor TEXT NOT NULL,
  uid TEXT NOT NULL,
  client TEXT NOT NULL,
  client_port INTEGER NOT NULL,
  server TEXT NOT NULL,
  server_port INTEGER NOT NULL,
  proto TEXT,
  service TEXT,
  duration REAL,
  client_bytes INTEGER,
  server_bytes INTEGER,
  conn_state TEXT,
  history TEXT,
  missed_bytes INTEGER,
  client_mac TEXT,
  server_mac TEXT,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

CREATE TABLE weird (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  sensor TEXT NOT NULL,
  uid TEXT NOT NULL,
  client TEXT,
  client_port INTEGER,
  server TEXT,
  server_port INTEGER,
  name TEXT,
  addition TEXT,
  source TEXT,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

CREATE TABLE analyzer (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  sensor TEXT NOT NULL,
  uid TEXT NOT NULL,
  client TEXT,
  client_port INTEGER,
  server TEXT,
  server_port INTEGER,
  violation INTEGER NOT NULL,
  kept INTEGER, -- 1 where Zeek goes on reading the connection
  analyzer TEXT,
  reason TEXT,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

CREATE TABLE capture_loss (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  sensor TEXT NOT NULL,
  ts_delta REAL,
  peer TEXT,
  gaps INTEGER,
  acks INTEGER,
  percent_lost REAL,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;

CREATE TABLE notice (
  ts REAL NOT NULL,
  file INTEGER NOT NULL,
  line INTEGER NOT NULL,
  sensor TEXT NOT NULL,
  uid TEXT NOT NULL,
  client TEXT,
  server TEXT,
  note TEXT,
  message TEXT,
  detail TEXT,
  PRIMARY KEY (ts, file, line)
) WITHOUT ROWID;
