/*---
title: DNP3 outstation restart without a restart command
level: medium
attack: [T0816]
reads: [v_dnp3, v_activity]
params:
  explained_within: {type: number, default: 300, description: "seconds within which a restart command explains the restart"}
lookback: 3660
settle: 0
shows: effect
dedup: [server]
message: "{server} reports that it restarted (IIN1.7), and no restart command was seen in the {explained_within} s before"
triage: Power failure, watchdog, somebody at the device? Or has another device taken its address?
falsepositives:
  - A power failure or maintenance of the outstation
  - A restart command that the sensor did not see
tests:
  hit:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 0, every: 10, times: 30}
      - {at: 301, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 32768, every: 10, times: 3}
    expect:
      - {server: 10.0.0.2, count: 1}
  quiet, commanded, never cleared, and at the beginning of the logs:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 0, every: 10, times: 30}
      - {at: 300, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: COLD_RESTART, iin: 0}
      - {at: 400, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 32768, every: 10, times: 3}
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.3, function: READ, iin: 32768, every: 600, times: 30}
---*/
-- Newly set: no answer of the outstation had the bit in the hour before, though it answered then.
WITH set_now AS (
  SELECT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.file AS file, m.line AS line,
    lag(m.ts) OVER (PARTITION BY m.sensor, m.server ORDER BY m.ts, m.file, m.line) AS set_before
  FROM v_dnp3 AS m
  WHERE m.ts >= :since - 3660
    AND m.ts < :until
    AND m.iin >= 32768 -- IIN1.7 is the highest bit
),
newly AS (
  SELECT sensor, client, server, ts, file, line
  FROM set_now
  WHERE ts >= :since AND coalesce(set_before, 0) < ts - 3600
),
around AS (
  SELECT
    n.sensor AS sensor, n.client AS client, n.server AS server, n.ts AS ts, n.file AS file, n.line AS line,
    count(*) FILTER (WHERE a.minute <= n.ts - 60 AND a.responses > 0) AS answers,
    count(*) FILTER (WHERE a.function_code IN (13, 14) AND a.minute > n.ts - 60 - :explained_within) AS commands
  FROM newly AS n
  JOIN v_activity AS a
    ON a.protocol = 'dnp3'
    AND a.sensor = n.sensor
    AND a.server = n.server
    AND a.minute >= n.ts - 3600
    AND a.minute <= n.ts
  GROUP BY n.sensor, n.client, n.server, n.ts, n.file, n.line
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'dnp3' AS protocol,
  1 AS iin_device_restart,
  1 AS count
FROM around
WHERE answers > 0
  AND commands = 0
