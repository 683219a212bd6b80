/*---
title: Modbus device says it is another
level: high
attack: [T0848, T1693.001]
reads: [v_modbus_identity, learned_identity]
needs: [baseline, modbus.identity]
dedup: [server, unit]
message: "{server} unit {unit} says its {object} is {value}; {before} is what was learned"
triage: Was the device replaced, or its firmware updated? If not, see whether its MAC address changed too.
falsepositives:
  - A replaced or updated device
tests:
  hit:
    baseline:
      identity: [{protocol: modbus, server: 10.0.0.2, unit: 1, object: VendorName, value: Acme, answers: 3}]
    rows:
      - {at: 5, table: modbus_identity, client: 10.0.0.1, server: 10.0.0.2, unit: 1, request: 0, object: VendorName, value: Evil, every: 9, times: 2}
    expect: [{server: 10.0.0.2, unit: 1, value: Evil, before: Acme, count: 2}]
  quiet, the same, a request, an object nobody asked for before:
    baseline:
      identity: [{protocol: modbus, server: 10.0.0.2, unit: 1, object: VendorName, value: Acme, answers: 3}]
    rows:
      - {at: 5, table: modbus_identity, client: 10.0.0.1, server: 10.0.0.2, unit: 1, request: 0, object: VendorName, value: Acme}
      - {at: 6, table: modbus_identity, client: 10.0.0.1, server: 10.0.0.2, unit: 1, request: 1, object: VendorName}
      - {at: 7, table: modbus_identity, client: 10.0.0.1, server: 10.0.0.2, unit: 1, request: 0, object: ModelName, value: X}
---*/
WITH known AS (
  SELECT
    l.sensor AS sensor, l.server AS server, coalesce(l.unit, -1) AS unit, l.object AS object,
    min(l.value) AS before
  FROM learned_identity AS l
  WHERE l.protocol = 'modbus'
  GROUP BY l.sensor, l.server, coalesce(l.unit, -1), l.object
)
SELECT
  m.ts AS ts_start,
  m.ts AS ts_end,
  m.sensor AS sensor,
  m.client AS client,
  m.server AS server,
  m.unit AS unit,
  m.object AS object,
  m.value AS value,
  k.before AS before,
  1 AS count
FROM v_modbus_identity AS m
JOIN known AS k
  ON k.sensor = m.sensor
  AND k.server = m.server
  AND k.unit = coalesce(m.unit, -1)
  AND k.object = m.object
LEFT JOIN learned_identity AS l
  ON l.protocol = 'modbus'
  AND l.sensor = m.sensor
  AND l.server = m.server
  AND coalesce(l.unit, -1) = coalesce(m.unit, -1)
  AND l.object = m.object
  AND l.value = m.value
WHERE m.ts >= :since
  AND m.ts < :until
  AND m.value IS NOT NULL
  AND m.value <> ''
  AND l.server IS NULL
