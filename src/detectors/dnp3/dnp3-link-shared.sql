/*---
title: One DNP3 master address used by two hosts
level: high
attack: [T0830, T0848]
reads: [v_dnp3]
needs: [dnp3.link]
params:
  within: {type: integer, default: 600, description: "seconds within which both speak"}
lookback: 660
settle: 0
dedup: [client, server]
message: "{client} speaks to {server} as master {master} ({count|message}), as {other} did within {within} s: an outstation takes both for the same master"
triage: Which of the two is the master? The outstation cannot tell them apart by the link address, which has no protection at all.
falsepositives:
  - Redundant masters with one link address, which take turns
tests:
  hit:
    rows:
      - {at: 0, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.1, server: 10.0.0.2, unit: 10, master: 1, function: READ, every: 10, times: 30}
      - {at: 125, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.9, server: 10.0.0.2, unit: 10, master: 1, function: OPERATE}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, master: 1, other: 10.0.0.1, count: 1}
  quiet, other master addresses, other outstations, one after the other, and learned:
    baseline:
      link: [{client: 10.0.0.8, server: 10.0.0.3, master: 1, outstation: 10, exchanges: 900}]
    rows:
      - {at: 0, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.1, server: 10.0.0.2, unit: 10, master: 1, function: READ, every: 10, times: 30}
      - {at: 5, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.9, server: 10.0.0.2, unit: 10, master: 2, function: READ, every: 10, times: 30}
      - {at: 5, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.9, server: 10.0.0.5, unit: 10, master: 1, function: READ, every: 10, times: 30}
      - {at: 2000, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.7, server: 10.0.0.2, unit: 10, master: 1, function: READ}
      - {at: 0, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.1, server: 10.0.0.3, unit: 10, master: 1, function: READ, every: 10, times: 30}
      - {at: 5, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.8, server: 10.0.0.3, unit: 10, master: 1, function: READ, every: 10, times: 30}
---*/
-- The one that begins later is told: only when another came before it is it the second.
WITH spoken AS (
  SELECT
    m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, m.unit AS unit, m.master AS master,
    lag(m.ts) OVER (
      PARTITION BY m.sensor, m.client, m.server, m.master, m.unit ORDER BY m.ts, m.file, m.line
    ) AS before
  FROM v_dnp3 AS m
  WHERE m.master IS NOT NULL
    AND m.ts >= :since - 660
    AND m.ts < :until
),
begun AS (
  SELECT ts, sensor, client, server, unit, master
  FROM spoken
  WHERE before IS NULL OR ts - before > :within
)
SELECT
  b.ts AS ts_start,
  b.ts AS ts_end,
  b.sensor AS sensor,
  b.client AS client,
  b.server AS server,
  b.unit AS unit,
  b.master AS master,
  min(o.client) AS other,
  1 AS count,
  :within AS within
FROM begun AS b
JOIN spoken AS o
  ON o.sensor = b.sensor
  AND o.server = b.server
  AND o.unit = b.unit
  AND o.master = b.master
  AND o.client <> b.client
  AND o.ts >= b.ts - :within
  AND o.ts < b.ts
LEFT JOIN learned_link AS l
  ON l.sensor = b.sensor
  AND l.client = b.client
  AND l.server = b.server
  AND l.master = b.master
  AND l.outstation = b.unit
WHERE l.client IS NULL
  AND b.ts >= :since
  AND b.ts < :until
GROUP BY b.ts, b.sensor, b.client, b.server, b.unit, b.master
