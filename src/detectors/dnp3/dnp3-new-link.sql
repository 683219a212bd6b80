/*---
title: DNP3 link addresses that were never paired
level: high
attack: [T0848, T0830]
reads: [v_dnp3, learned_link]
needs: [baseline, dnp3.link]
dedup: [client, server, master, unit]
message: "{client} speaks to outstation {unit} at {server} as master {master}, {count|time}; the baseline knows {known} there"
triage: A new master address on a known host is another program on it, or a host that took the IP address. A new outstation address is a new device behind the gateway, or somebody who tries which are there.
falsepositives:
  - A device that was added behind a gateway, or a master that was set up anew
tests:
  hit, another master address, and another outstation behind the same gateway:
    baseline:
      link: [{client: 10.0.0.1, server: 10.0.0.2, master: 1, outstation: 10, exchanges: 900}]
    rows:
      - {at: 0, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.1, server: 10.0.0.2, unit: 10, master: 1, function: READ, every: 10, times: 5}
      - {at: 7, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.1, server: 10.0.0.2, unit: 10, master: 3, function: READ}
      - {at: 8, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.1, server: 10.0.0.2, unit: 11, master: 1, function: OPERATE}
    expect:
      - {client: 10.0.0.1, server: 10.0.0.2, master: 3, unit: 10, known: other masters, level: high}
      - {master: 1, unit: 11, known: other outstations, level: high}
  quiet, learned, a broadcast, a log without link addresses, a pair that the baseline does not have:
    baseline:
      link: [{client: 10.0.0.1, server: 10.0.0.2, master: 1, outstation: 10, exchanges: 900}]
    rows:
      - {at: 0, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.1, server: 10.0.0.2, unit: 10, master: 1, function: READ, every: 10, times: 5}
      - {at: 7, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.1, server: 10.0.0.2, unit: 65535, master: 1, function: WRITE, kind: push}
      - {at: 7200, protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function: READ}
      - {at: 9, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.8, server: 10.0.0.2, unit: 10, master: 3, function: READ}
---*/
WITH pair AS (
  SELECT l.sensor AS sensor, l.client AS client, l.server AS server
  FROM learned_link AS l
  GROUP BY l.sensor, l.client, l.server
),
master AS (
  SELECT DISTINCT l.sensor AS sensor, l.client AS client, l.server AS server, l.master AS master
  FROM learned_link AS l
)
SELECT
  m.ts AS ts_start,
  m.ts AS ts_end,
  m.sensor AS sensor,
  m.client AS client,
  m.server AS server,
  m.unit AS unit,
  m.master AS master,
  CASE WHEN k.master IS NULL THEN 'other masters' ELSE 'other outstations' END AS known,
  1 AS count
FROM v_dnp3 AS m
JOIN pair AS p ON p.sensor = m.sensor AND p.client = m.client AND p.server = m.server
LEFT JOIN learned_link AS l
  ON l.sensor = m.sensor
  AND l.client = m.client
  AND l.server = m.server
  AND l.master = m.master
  AND l.outstation = m.unit
LEFT JOIN master AS k
  ON k.sensor = m.sensor AND k.client = m.client AND k.server = m.server AND k.master = m.master
WHERE m.ts >= :since
  AND m.ts < :until
  AND m.master IS NOT NULL
  AND m.unit < 65533
  AND l.master IS NULL
