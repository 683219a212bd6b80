/*---
title: DNP3 message to all stations
level: high
attack: [T1692.001, T0814]
reads: [v_dnp3]
needs: [dnp3.link|dnp3]
lookback: 3660
settle: 0
dedup: [client, server]
message: "{what} from {client} to all stations at {server} ({count|time}): none of them answers, and all of them obey"
triage: A broadcast of the time is ordinary at some sites; a control or a restart to all stations is not. Which stations did what?
falsepositives:
  - A master that sets the clock of all its outstations at once
tests:
  hit, by its address:
    rows:
      - {at: 5, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.9, server: 10.0.0.2, unit: 65535, master: 1, function: COLD_RESTART, kind: push}
      - {at: 6, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.9, server: 10.0.0.2, unit: 65533, master: 1, function: DIRECT_OPERATE_NR, kind: push}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, what: COLD_RESTART, count: 2, level: critical}
  hit, by what the outstation says of it (IIN1.0):
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 0, every: 10, times: 5}
      - {at: 51, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 256, every: 10, times: 2}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, what: "Something, which IIN1.0 tells of,", count: 1, level: medium}
  quiet, to one station, and the bit all the time:
    rows:
      - {at: 5, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.9, server: 10.0.0.2, unit: 65519, master: 1, function: WRITE, every: 5, times: 9}
      - {at: 0, protocol: dnp3, client: 10.0.0.8, server: 10.0.0.3, function: READ, iin: 256, every: 10, times: 500}
---*/
-- 65533 to 65535 are the three broadcast addresses (IEEE 1815-2012, clause 9).
WITH addressed AS (
  SELECT
    m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, m.function AS what,
    CASE
      WHEN m.action IN ('control', 'restart', 'mode', 'file', 'config') THEN 'critical'
      ELSE 'high'
    END AS level
  FROM v_dnp3 AS m
  WHERE m.unit >= 65533
    AND m.ts >= :since
    AND m.ts < :until
),
-- Few pairs ever tell of one, and only their answers are put in order.
telling AS (
  SELECT DISTINCT m.sensor AS sensor, m.client AS client, m.server AS server
  FROM v_dnp3 AS m
  WHERE m.iin_all_stations = 1
    AND m.ts >= :since - 3660
    AND m.ts < :until
),
-- The bit is set in the first answer after the broadcast; a device that always sets it says nothing.
answered AS (
  SELECT
    m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server,
    m.iin_all_stations AS told,
    lag(m.iin_all_stations) OVER (PARTITION BY m.sensor, m.client, m.server ORDER BY m.ts, m.file, m.line) AS before
  FROM v_dnp3 AS m
  WHERE m.iin IS NOT NULL
    AND m.ts >= :since - 3660
    AND m.ts < :until
    AND (m.sensor, m.client, m.server) IN (
      SELECT t.sensor AS sensor, t.client AS client, t.server AS server FROM telling AS t
    )
)
SELECT
  a.ts AS ts_start, a.ts AS ts_end, a.sensor AS sensor, a.client AS client, a.server AS server,
  a.what AS what, a.level AS level, 1 AS count
FROM addressed AS a
UNION ALL
SELECT
  b.ts AS ts_start, b.ts AS ts_end, b.sensor AS sensor, b.client AS client, b.server AS server,
  'Something, which IIN1.0 tells of,' AS what, 'medium' AS level, 1 AS count
FROM answered AS b
WHERE b.told = 1
  AND b.before = 0
  AND b.ts >= :since
