/*---
title: New unit answers behind a known Modbus server
shows: effect
level: medium
attack: [T0848, T0888]
reads: [v_series, v_activity, learned_unit]
needs: [baseline.unit, modbus.unit]
dedup: [server, unit]
explains: [new-function, new-address]
message: "Unit {unit} answers behind {server}, {count|time}, first to {client}; {learned} unit(s) of it were learned, and not this one"
triage: Was a device added to the gateway, or was a controller given another number? A number that answers and belongs to nobody is worth a walk.
falsepositives:
  - A device that was added or renumbered
  - A server that answers to every unit, of which the baseline saw some
tests:
  hit:
    baseline: &gateway
      unit:
        - {protocol: modbus, server: 10.0.0.2, unit: 1, responses: 900}
        - {protocol: modbus, server: 10.0.0.2, unit: 2, responses: 900}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 30}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 3, function: 3, every: 10, times: 30}
    expect: [{server: 10.0.0.2, unit: 3, client: 10.0.0.1, count: 30, learned: 2, level: medium}]
  hit, it is written to, and an exception of the unit itself is an answer:
    baseline: *gateway
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 3, function: 6, outcome: 2}
    expect: [{unit: 3, count: 1, level: high}]
  quiet, it does not answer, or its gateway does for it:
    baseline: *gateway
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 3, function: 3, kind: request, every: 10, times: 30}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 4, function: 3, outcome: 11, every: 10, times: 30}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 5, function: 3, outcome: 10, every: 10, times: 30}
  quiet, known units of known servers, a new server, a log without units:
    baseline: *gateway
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 2, function: 3, every: 10, times: 30}
      - {client: 10.0.0.1, server: 10.0.0.3, unit: 9, function: 3, every: 10, times: 30}
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3, log: modbus, every: 10, times: 30}
---*/
WITH units AS (
  SELECT u.sensor AS sensor, u.server AS server, count(*) AS learned
  FROM learned_unit AS u
  WHERE u.protocol = 'modbus'
  GROUP BY u.sensor, u.server
),
-- Hardly any, and minutes are read for these only.
unknown AS (
  SELECT DISTINCT r.sensor AS sensor, r.server AS server, r.unit AS unit, u.learned AS learned
  FROM v_series AS r
  JOIN units AS u ON u.sensor = r.sensor AND u.server = r.server
  LEFT JOIN learned_unit AS k
    ON k.protocol = 'modbus' AND k.sensor = r.sensor AND k.server = r.server AND k.unit = r.unit
  WHERE r.protocol = 'modbus'
    AND r.unit IS NOT NULL
    AND k.server IS NULL
)
SELECT
  min(a.first_ts) AS ts_start,
  max(a.last_ts) AS ts_end,
  a.sensor AS sensor,
  'modbus' AS protocol,
  a.client AS client,
  a.server AS server,
  a.unit AS unit,
  u.learned AS learned,
  CASE WHEN max(CASE WHEN a.action = 'read' THEN 0 ELSE 1 END) = 1 THEN 'high' ELSE 'medium' END AS level,
  sum(a.responses) AS count
FROM unknown AS u
JOIN v_activity AS a ON a.sensor = u.sensor AND a.server = u.server AND a.unit = u.unit
WHERE a.protocol = 'modbus'
  AND a.minute >= :since
  AND a.minute < :until
  AND coalesce(a.outcome, 0) NOT IN (10, 11)
GROUP BY a.minute, a.sensor, a.client, a.server, a.unit, u.learned
HAVING sum(a.responses) > 0
