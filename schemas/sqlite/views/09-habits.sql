-- What the active baseline knows of the habits of its pairs: hours, sessions, objects.

CREATE VIEW learned_traffic AS
SELECT
  k.sensor, k.protocol, k.client, k.server, k.exchanges, k.hours, k.busiest_hour, k.reads, k.writes,
  k.most_writes, k.exceptions, k.most_exceptions, k.largest_shift
FROM baseline AS b
CROSS JOIN baseline_traffic AS k ON k.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_read AS
SELECT
  k.sensor, k.protocol, k.client, k.server, k.function_code, k.hours, k.most_addresses,
  k.largest_quantity
FROM baseline AS b
CROSS JOIN baseline_read AS k ON k.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_reach AS
SELECT
  k.sensor, k.protocol, k.client, k.commands, k.most_servers
FROM baseline AS b
CROSS JOIN baseline_reach AS k ON k.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_session AS
SELECT
  k.sensor, k.protocol, k.client, k.server, k.sessions, k.resets, k.most_resets, k.p01_seconds,
  k.p99_seconds, k.p01_bytes, k.p99_bytes
FROM baseline AS b
CROSS JOIN baseline_session AS k ON k.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_unit AS
SELECT
  k.sensor, k.protocol, k.server, k.unit, k.responses
FROM baseline AS b
CROSS JOIN baseline_unit AS k ON k.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_object AS
SELECT
  k.sensor, k.client, k.server, k.function_code, k.object, k.times, k.busiest_hour, k.low_index,
  k.high_index, k.largest_count, k.steady_range
FROM baseline AS b
CROSS JOIN baseline_object AS k ON k.baseline = b.id
WHERE b.active = 1;

CREATE VIEW learned_s7_version AS
SELECT
  k.sensor, k.server, k.function_code, k.least_version, k.exchanges
FROM baseline AS b
CROSS JOIN baseline_s7_version AS k ON k.baseline = b.id
WHERE b.active = 1;
