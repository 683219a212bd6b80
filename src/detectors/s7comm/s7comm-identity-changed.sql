/*---
title: PLC says it is another
level: high
attack: [T0848, T1693.001]
reads: [v_s7comm_identity, learned_identity]
needs: [baseline, s7comm.identity]
dedup: [server]
message: "{server} says its {object} is {value}; {before} is what was learned"
triage: Was the PLC or its module replaced? If not, someone else answers in its place, or it has another program.
falsepositives:
  - A replaced module
tests:
  hit:
    baseline:
      identity: [{protocol: s7comm, server: 10.0.0.2, object: serial, value: S C-1, answers: 3}]
    rows:
      - {at: 5, table: s7comm_identity, client: 10.0.0.1, server: 10.0.0.2, module: CPU 315, serial: S C-2}
    expect: [{server: 10.0.0.2, object: serial, value: S C-2, before: S C-1, count: 1}]
  quiet, the same, another PLC:
    baseline:
      identity: [{protocol: s7comm, server: 10.0.0.2, object: serial, value: S C-1, answers: 3}]
    rows:
      - {at: 5, table: s7comm_identity, client: 10.0.0.1, server: 10.0.0.2, module: CPU 315, serial: S C-1}
      - {at: 5, table: s7comm_identity, client: 10.0.0.1, server: 10.0.0.3, module: CPU 315, serial: S C-9}
---*/
WITH told AS (
  SELECT m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, 'system' AS object,
    m.system AS value
  FROM v_s7comm_identity AS m
  WHERE m.ts >= :since AND m.ts < :until
  UNION ALL
  SELECT m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, 'module' AS object,
    m.module AS value
  FROM v_s7comm_identity AS m
  WHERE m.ts >= :since AND m.ts < :until
  UNION ALL
  SELECT m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, 'plant' AS object,
    m.plant AS value
  FROM v_s7comm_identity AS m
  WHERE m.ts >= :since AND m.ts < :until
  UNION ALL
  SELECT m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, 'serial' AS object,
    m.serial AS value
  FROM v_s7comm_identity AS m
  WHERE m.ts >= :since AND m.ts < :until
),
known AS (
  SELECT l.sensor AS sensor, l.server AS server, l.object AS object, min(l.value) AS before
  FROM learned_identity AS l
  WHERE l.protocol = 's7comm'
  GROUP BY l.sensor, l.server, l.object
)
SELECT
  t.ts AS ts_start,
  t.ts AS ts_end,
  t.sensor AS sensor,
  t.client AS client,
  t.server AS server,
  t.object AS object,
  t.value AS value,
  k.before AS before,
  1 AS count
FROM told AS t
JOIN known AS k ON k.sensor = t.sensor AND k.server = t.server AND k.object = t.object
LEFT JOIN learned_identity AS l
  ON l.protocol = 's7comm'
  AND l.sensor = t.sensor
  AND l.server = t.server
  AND l.object = t.object
  AND l.value = t.value
WHERE t.value IS NOT NULL
  AND t.value <> ''
  AND l.server IS NULL
