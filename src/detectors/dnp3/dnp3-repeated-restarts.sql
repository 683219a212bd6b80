/*---
title: DNP3 outstation that restarts again and again
level: medium
attack: [T0816, T0814]
reads: [v_dnp3]
params:
  restarts: {type: integer, default: 3, description: "restarts of one outstation within a day"}
lookback: 87360
settle: 0
dedup: [server]
message: "{server} restarted again (IIN1.7), {restarts} times or more within a day: what it controls is unattended each time ({count|restart} from there on)"
triage: Commanded, or by itself? A device that is driven into restarts by malformed traffic restarts the same way as one with a bad power supply.
falsepositives:
  - A faulty device or power supply
  - Commissioning
tests:
  hit, the third within a day and the one after it:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 0, every: 600, times: 60}
      - {at: 5, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 32768, every: 7200, times: 4}
    expect:
      - {server: 10.0.0.2, count: 2}
  quiet, two, and a bit that nobody clears:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 0, every: 600, times: 60}
      - {at: 5, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 32768, every: 7200, times: 2}
      - {at: 5, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.3, function: READ, iin: 32768, every: 600, times: 60}
---*/
-- The bit stays until the master clears it: it counts anew after a quarter of an hour without it.
WITH answer AS (
  SELECT
    m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server,
    lag(m.ts) OVER (PARTITION BY m.sensor, m.server ORDER BY m.ts, m.file, m.line) AS before
  FROM v_dnp3 AS m
  WHERE m.iin >= 32768 -- IIN1.7 is the highest bit
    AND m.ts >= :since - 87360
    AND m.ts < :until
),
restart AS (
  SELECT
    ts, sensor, client, server,
    count(*) OVER (
      PARTITION BY sensor, server ORDER BY ts RANGE BETWEEN 86400 PRECEDING AND CURRENT ROW
    ) AS so_far
  FROM answer
  WHERE coalesce(before, 0) < ts - 900
)
SELECT
  ts AS ts_start, ts AS ts_end, sensor AS sensor, client AS client, server AS server,
  1 AS iin_device_restart, 1 AS count
FROM restart
WHERE so_far >= :restarts
  AND ts >= :since
  AND ts < :until
