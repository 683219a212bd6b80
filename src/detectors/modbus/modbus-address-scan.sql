/*---
title: Modbus address scan
level: high
attack: [T0861, T0888]
aliases: [ADDRESS_SCAN]
reads: [v_modbus, v_address_use, v_activity]
needs: [modbus.address]
params:
  refused: {type: integer, default: 5, description: different addresses refused as illegal within a minute}
  steps: {type: integer, default: 10, description: "reads within ten minutes that each begin where another ended"}
  repeats: {type: integer, default: 3, description: "times an address is read within ten minutes before and after, above which it is polled and not scanned"}
lookback: 1860
settle: 1860
dedup: [client, server]
explains: [new-address, new-function, modbus-exception-burst, error-rate-rise, function-share-shift, modbus-bulk-read]
message: "{client} walks through the addresses of {server}: {count|request} that it made only then, first {function} from {first_address}"
triage: Which addresses were answered? The walk is a map of the controller; look for writes to them later.
falsepositives:
  - An engineering tool that looks for the registers of a device
  - Upload of a whole register map by a historian that starts
tests:
  hit, one by one and all refused:
    rows: [{client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 4, address: [100, 1], quantity: 1, outcome: 2, every: 3, times: 20}]
    expect: [{client: 10.0.0.9, server: 10.0.0.2, count: 20, level: high}]
  hit, block by block and all answered, slowly:
    rows: [{client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, address: [0, 125], quantity: 125, every: 45, times: 30}]
    expect: [{client: 10.0.0.9, count: 30}]
  hit, wide apart and refused, in the middle of normal polling:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 0, quantity: 10, every: 5, times: 200}
      - {at: 300, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: [5000, 37], quantity: 1, outcome: 2, every: 9, times: 8}
    expect: [{client: 10.0.0.1, count: 8}]
  quiet, a poll of adjacent blocks:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: [0, 10], quantity: 10, every: 1, times: 30}
      - {at: 120, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: [0, 10], quantity: 10, every: 1, times: 30}
      - {at: 240, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: [0, 10], quantity: 10, every: 1, times: 30}
      - {at: 360, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: [0, 10], quantity: 10, every: 1, times: 30}
  quiet, an HMI that asks for the same missing addresses all day:
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 7, quantity: 1, outcome: 2, every: 2, times: 100}]
---*/
-- A walk makes neighbours of the addresses used: many that begin where another ended, or many refused.
WITH used AS (
  SELECT DISTINCT
    u.sensor AS sensor, u.client AS client, u.server AS server, coalesce(u.unit, -1) AS unit,
    u.function_code AS function_code, u.address AS address, u.address + u.quantity AS beyond
  FROM v_address_use AS u
  WHERE u.protocol = 'modbus'
    AND u.hour >= :since - 5460
    AND u.hour < :until + 1860
),
places AS (
  SELECT
    e.sensor AS sensor, e.client AS client, e.server AS server, e.unit AS unit,
    e.function_code AS function_code, e.place AS place
  FROM (
    SELECT
      u.sensor AS sensor, u.client AS client, u.server AS server, u.unit AS unit,
      u.function_code AS function_code, u.address AS place, 1 AS begins, 0 AS ends
    FROM used AS u
    UNION ALL
    SELECT
      u.sensor AS sensor, u.client AS client, u.server AS server, u.unit AS unit,
      u.function_code AS function_code, u.beyond AS place, 0 AS begins, 1 AS ends
    FROM used AS u
  ) AS e
  GROUP BY e.sensor, e.client, e.server, e.unit, e.function_code, e.place
  HAVING max(e.begins) = 1
    AND max(e.ends) = 1
),
walked AS (
  SELECT p.sensor AS sensor, p.client AS client, p.server AS server
  FROM places AS p
  GROUP BY p.sensor, p.client, p.server
  HAVING count(*) >= :steps
),
hot AS (
  SELECT DISTINCT a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server
  FROM walked AS w
  JOIN v_activity AS a
    ON a.sensor = w.sensor
    AND a.client = w.client
    AND a.server = w.server
  WHERE a.protocol = 'modbus'
    AND a.action = 'read'
    AND a.minute >= :since - 1920
    AND a.minute < :until + 1920
  UNION
  SELECT DISTINCT n.minute AS minute, n.sensor AS sensor, n.client AS client, n.server AS server
  FROM (
    SELECT a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server
    FROM v_activity AS a
    WHERE a.protocol = 'modbus'
      AND a.outcome = 2
      AND a.minute >= :since - 1920
      AND a.minute < :until + 1920
    GROUP BY a.minute, a.sensor, a.client, a.server
    HAVING sum(a.exceptions) * 2 >= :refused
  ) AS r
  JOIN v_activity AS n
    ON n.sensor = r.sensor
    AND n.client = r.client
    AND n.server = r.server
    AND n.minute >= r.minute - 720
    AND n.minute <= r.minute + 720
  WHERE n.protocol = 'modbus'
),
near AS (
  SELECT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, coalesce(m.unit, -1) AS unit,
    m.function_code AS function_code, m.function AS function, m.address AS address,
    coalesce(m.quantity, 1) AS quantity,
    CASE WHEN m.exception_code = 2 THEN 1 ELSE 0 END AS refused
  FROM hot
  JOIN v_modbus AS m
    ON m.ts >= hot.minute
    AND m.ts < hot.minute + 60
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND m.address IS NOT NULL
),
visited AS (
  SELECT
    sensor, client, server, ts, unit, function_code, function, address, quantity, refused,
    count(*) OVER (
      PARTITION BY sensor, client, server, unit, function_code, address, quantity
      ORDER BY ts RANGE BETWEEN 600 PRECEDING AND 600 FOLLOWING
    ) AS visits,
    lag(ts) OVER (
      PARTITION BY sensor, client, server, unit, function_code, address, quantity ORDER BY ts
    ) AS last_visit
  FROM near
),
rare AS (
  SELECT
    sensor, client, server, ts, unit, function_code, function, address, quantity, refused,
    CASE WHEN last_visit IS NULL OR ts - last_visit > 600 THEN 1 ELSE 0 END AS first_visit,
    lag(address + quantity) OVER (
      PARTITION BY sensor, client, server, unit, function_code ORDER BY address, quantity, ts
    ) AS below,
    lag(ts) OVER (
      PARTITION BY sensor, client, server, unit, function_code ORDER BY address, quantity, ts
    ) AS below_ts
  FROM visited
  WHERE visits <= :repeats
),
marked AS (
  SELECT
    sensor, client, server, ts, function, address,
    CASE WHEN first_visit = 1 AND refused = 1 THEN 1 ELSE 0 END AS refused,
    CASE WHEN first_visit = 1 AND below = address AND abs(ts - below_ts) <= 600 THEN 1 ELSE 0 END AS step
  FROM rare
),
so_far AS (
  SELECT
    sensor, client, server, ts, function, address, refused, step,
    sum(refused) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS refusals,
    sum(step) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 600 PRECEDING AND CURRENT ROW
    ) AS steps
  FROM marked
),
reached AS (
  SELECT
    sensor, client, server, ts, function, address,
    max(refusals) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS refusals,
    max(steps) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 600 FOLLOWING
    ) AS steps
  FROM so_far
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'modbus' AS protocol,
  function AS function,
  address AS first_address,
  1 AS count
FROM reached
WHERE (refusals >= :refused OR steps >= :steps)
  AND ts >= :since
  AND ts < :until
