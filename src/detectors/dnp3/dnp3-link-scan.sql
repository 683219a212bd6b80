/*---
title: DNP3 scan for outstation addresses
level: high
attack: [T0846, T0888]
reads: [v_dnp3]
needs: [dnp3.unanswered]
params:
  outstations: {type: integer, default: 5, description: "different outstation addresses at one host that do not answer one client within 60 s"}
lookback: 120
settle: 120
dedup: [client, server]
message: "{client} asked {server} for one outstation address after the other, {count|request} unanswered, first {unit}"
triage: Somebody who does not know the link addresses tries them. Which one answered in the end?
falsepositives:
  - A gateway whose outstations are all down
tests:
  hit:
    rows:
      - {at: 55, protocol: dnp3, log: otsift_dnp3, kind: request, client: 10.0.0.9, server: 10.0.0.2, unit: [0, 1], master: 1, function: READ, every: 1, times: 9}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 9}
  quiet, four addresses, answered, and slowly:
    rows:
      - {at: 0, protocol: dnp3, log: otsift_dnp3, kind: request, client: 10.0.0.9, server: 10.0.0.2, unit: [0, 1], master: 1, function: READ, every: 1, times: 4}
      - {at: 300, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.9, server: 10.0.0.2, unit: [0, 1], master: 1, function: READ, every: 1, times: 20}
      - {at: 600, protocol: dnp3, log: otsift_dnp3, kind: request, client: 10.0.0.9, server: 10.0.0.2, unit: [0, 1], master: 1, function: READ, every: 16, times: 20}
---*/
WITH asked AS (
  SELECT m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, m.unit AS unit,
    CAST(m.ts / 60.0 AS INTEGER) AS minute
  FROM v_dnp3 AS m
  WHERE m.kind = 'request'
    AND m.unit IS NOT NULL
    AND m.unit < 65533
    AND m.ts >= :since - 120
    AND m.ts < :until + 120
),
-- Each request beside those of the minute before it, found by clock minute.
reachable AS (
  SELECT sensor, client, server, unit, ts, minute AS minute FROM asked
  UNION ALL
  SELECT sensor, client, server, unit, ts, minute + 1 AS minute FROM asked
),
so_far AS (
  SELECT a.ts AS ts, a.sensor AS sensor, a.client AS client, a.server AS server, a.unit AS unit,
    count(DISTINCT b.unit) AS different
  FROM asked AS a
  JOIN reachable AS b
    ON b.sensor = a.sensor
    AND b.client = a.client
    AND b.server = a.server
    AND b.minute = a.minute
    AND b.ts >= a.ts - 60
    AND b.ts <= a.ts
  GROUP BY a.ts, a.sensor, a.client, a.server, a.unit
),
reached AS (
  SELECT ts, sensor, client, server, unit,
    max(different) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS most
  FROM so_far
)
SELECT
  ts AS ts_start, ts AS ts_end, sensor AS sensor, client AS client, server AS server, unit AS unit,
  'request' AS kind, 1 AS count
FROM reached
WHERE most >= :outstations
  AND ts >= :since
  AND ts < :until
