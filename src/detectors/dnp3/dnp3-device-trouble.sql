/*---
title: DNP3 outstation reports trouble
level: medium
attack: []
reads: [v_dnp3, v_activity]
lookback: 3660
settle: 0
shows: effect
dedup: [server, indication]
message: "{server} reports {indication}, which it did not in the hour before"
triage: Look at the device's own diagnosis. A corrupt configuration or local control without anybody at site is not the device's own doing.
falsepositives:
  - A faulty device
  - Maintenance at the device (local control)
tests:
  hit:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 0, every: 10, times: 30}
      - {at: 301, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 32, every: 10, times: 3}
      - {at: 400, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 24608}
    expect:
      - {server: 10.0.0.2, indication: "a corrupt configuration (IIN2.5)", level: high, count: 1}
      - {server: 10.0.0.2, indication: "device trouble (IIN1.6)", level: medium, count: 1}
      - {server: 10.0.0.2, indication: "local control (IIN1.5)", level: medium, count: 1}
  hit, events are lost:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 0, every: 10, times: 30}
      - {at: 301, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 8}
    expect:
      - {indication: "lost events, its buffer having overflowed (IIN2.3)", level: medium}
  quiet, all the time, and what is ordinary:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.3, function: READ, iin: 16384, every: 600, times: 30}
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 0, every: 10, times: 30}
      - {at: 300, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 36608, every: 10, times: 30}
---*/
WITH marked AS (
  SELECT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.file AS file, m.line AS line,
    m.iin_device_trouble AS trouble, m.iin_local_control AS local_control, m.iin_config_corrupt AS corrupt,
    m.iin_buffer_overflow AS overflow, m.iin_reserved AS reserved
  FROM v_dnp3 AS m
  WHERE m.ts >= :since - 3660
    AND m.ts < :until
    AND m.iin >= 8
    AND m.iin_device_trouble + m.iin_local_control + m.iin_config_corrupt + m.iin_buffer_overflow
      + m.iin_reserved > 0
),
indicated AS (
  SELECT sensor, client, server, ts, file, line, 'medium' AS level, 'device trouble (IIN1.6)' AS indication
  FROM marked
  WHERE trouble = 1
  UNION ALL
  SELECT sensor, client, server, ts, file, line, 'medium' AS level, 'local control (IIN1.5)' AS indication
  FROM marked
  WHERE local_control = 1
  UNION ALL
  SELECT
    sensor, client, server, ts, file, line, 'high' AS level, 'a corrupt configuration (IIN2.5)' AS indication
  FROM marked
  WHERE corrupt = 1
  UNION ALL
  SELECT
    sensor, client, server, ts, file, line, 'medium' AS level,
    'lost events, its buffer having overflowed (IIN2.3)' AS indication
  FROM marked
  WHERE overflow = 1
  UNION ALL
  SELECT
    sensor, client, server, ts, file, line, 'medium' AS level, 'reserved bits (IIN2.6, IIN2.7)' AS indication
  FROM marked
  WHERE reserved > 0
),
ordered AS (
  SELECT
    sensor, client, server, ts, file, line, level, indication,
    lag(ts) OVER (PARTITION BY sensor, server, indication ORDER BY ts, file, line) AS set_before
  FROM indicated
),
newly AS (
  SELECT sensor, client, server, ts, file, line, level, indication
  FROM ordered
  WHERE ts >= :since AND coalesce(set_before, 0) < ts - 3600
),
-- Newly set: no answer of the outstation had the bit in the hour before, though it answered then.
around AS (
  SELECT
    n.sensor AS sensor, n.client AS client, n.server AS server, n.ts AS ts, n.level AS level,
    n.indication AS indication, count(*) AS minutes
  FROM newly AS n
  JOIN v_activity AS a
    ON a.protocol = 'dnp3'
    AND a.sensor = n.sensor
    AND a.server = n.server
    AND a.responses > 0
    AND a.minute >= n.ts - 3600
    AND a.minute <= n.ts - 60
  GROUP BY n.sensor, n.client, n.server, n.ts, n.file, n.line, n.level, n.indication
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'dnp3' AS protocol,
  indication AS indication,
  level AS level,
  1 AS count
FROM around
WHERE minutes > 0
