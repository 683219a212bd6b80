-- The active baseline, as detectors read it, and all baselines, as people do. What was learned of a client that
-- the policy gives a stand-in, the stand-in was seen to do, too.

CREATE VIEW learned_channel AS
SELECT c.sensor, c.protocol, c.client, c.server, c.exchanges
FROM baseline AS b
CROSS JOIN baseline_channel AS c ON c.baseline = b.id
WHERE b.active = 1
UNION ALL
SELECT c.sensor, c.protocol, s.peer, c.server, max(c.exchanges)
FROM baseline AS b
CROSS JOIN policy_stand_in AS s
CROSS JOIN baseline_channel AS c ON c.baseline = b.id AND c.client = s.address
LEFT JOIN baseline_channel AS own
  ON own.baseline = c.baseline
  AND own.sensor = c.sensor
  AND own.protocol = c.protocol
  AND own.client = s.peer
  AND own.server = c.server
WHERE b.active = 1
  AND own.baseline IS NULL
GROUP BY c.sensor, c.protocol, s.peer, c.server;

CREATE VIEW learned_function AS
SELECT
  f.sensor, f.protocol, f.client, f.server, nullif(f.unit, -1) AS unit, f.function_code,
  f.sub_function, f.action, f.exchanges, f.busiest_minute, f.exceptions, f.busiest_exceptions
FROM baseline AS b
CROSS JOIN baseline_function AS f ON f.baseline = b.id
WHERE b.active = 1
UNION ALL
SELECT
  f.sensor, f.protocol, s.peer, f.server, nullif(f.unit, -1), f.function_code, f.sub_function, f.action,
  max(f.exchanges), max(f.busiest_minute), max(f.exceptions), max(f.busiest_exceptions)
FROM baseline AS b
CROSS JOIN policy_stand_in AS s
CROSS JOIN baseline_function AS f ON f.baseline = b.id AND f.client = s.address
LEFT JOIN baseline_function AS own
  ON own.baseline = f.baseline
  AND own.sensor = f.sensor
  AND own.protocol = f.protocol
  AND own.client = s.peer
  AND own.server = f.server
  AND own.unit = f.unit
  AND own.function_code = f.function_code
  AND own.sub_function = f.sub_function
WHERE b.active = 1
  AND own.baseline IS NULL
GROUP BY f.sensor, f.protocol, s.peer, f.server, f.unit, f.function_code, f.sub_function, f.action;

CREATE VIEW learned_block AS
SELECT
  k.sensor, k.protocol, k.client, k.server, nullif(k.unit, -1) AS unit, k.function_code, k.low, k.high
FROM baseline AS b
CROSS JOIN baseline_block AS k ON k.baseline = b.id
WHERE b.active = 1
UNION ALL
SELECT
  k.sensor, k.protocol, s.peer, k.server, nullif(k.unit, -1), k.function_code, k.low, max(k.high)
FROM baseline AS b
CROSS JOIN policy_stand_in AS s
CROSS JOIN baseline_block AS k ON k.baseline = b.id AND k.client = s.address
WHERE b.active = 1
GROUP BY k.sensor, k.protocol, s.peer, k.server, k.unit, k.function_code, k.low;

CREATE VIEW learned_sensor AS
SELECT n.sensor, n.longest_silence
FROM baseline AS b
CROSS JOIN baseline_sensor AS n ON n.baseline = b.id
WHERE b.active = 1;

CREATE VIEW v_baseline AS
SELECT
  b.name, b.revision, b.active, b.frozen, b.from_ts, b.to_ts, b.exchanges, b.created,
  b.origin, b.who, b.reason, b.reverted,
  (SELECT count(*) FROM baseline_channel AS c WHERE c.baseline = b.id) AS channels,
  (SELECT count(*) FROM baseline_function AS f WHERE f.baseline = b.id) AS functions,
  (SELECT count(*) FROM baseline_block AS k WHERE k.baseline = b.id) AS blocks,
  (SELECT count(*) FROM baseline_excluded AS x WHERE x.baseline = b.id) AS excluded
FROM baseline AS b;

CREATE VIEW v_baseline_function AS
SELECT
  b.name AS baseline,
  b.revision,
  b.active,
  f.sensor,
  f.protocol,
  f.client,
  f.server,
  nullif(f.unit, -1) AS unit,
  f.function_code,
  f.sub_function,
  f.action,
  f.exchanges,
  f.exchanges * 1.0 / sum(f.exchanges) OVER (
    PARTITION BY f.baseline, f.sensor, f.protocol, f.client, f.server
  ) AS share,
  f.busiest_minute
FROM baseline AS b
CROSS JOIN baseline_function AS f ON f.baseline = b.id;
