/*---
title: Modbus unit scan
level: medium
attack: [T0846]
aliases: [UNIT_SCAN]
reads: [v_activity, v_series]
needs: [modbus.unit]
params:
  units: {type: integer, default: 5, description: unknown units of one server that one client asks for within five minutes}
  visits: {type: integer, default: 3, description: "exchanges within an hour before and after, above which a unit that answers is polled and not scanned"}
lookback: 3960
settle: 3960
dedup: [client, server]
explains: [new-function, modbus-exception-burst, modbus-device-failure, modbus-new-unit, error-rate-rise, function-share-shift]
message: "{client} asks {server} for one unit after the other: {count|exchange} with units that do not answer, or that it asks {visits} times at most within an hour, first {first_unit}"
triage: Which units answered? They are the devices behind {server} that {client} now knows of.
falsepositives:
  - Commissioning of a gateway, which looks for its devices
tests:
  hit, nobody there:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 60}
      - {at: 30, client: 10.0.0.9, server: 10.0.0.2, unit: [1, 1], function: 3, kind: request, every: 2, times: 40}
    expect: [{client: 10.0.0.9, server: 10.0.0.2, count: 40}]
  hit, slow, and every unit answers:
    rows: [{client: 10.0.0.9, server: 10.0.0.2, unit: [1, 1], function: 17, every: 50, times: 12}]
    expect: [{client: 10.0.0.9, count: 12}]
  quiet, the units of a gateway that is polled:
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 60, times: 20}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 2, function: 3, every: 60, times: 20}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 3, function: 3, every: 60, times: 20}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 4, function: 3, every: 60, times: 20}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 5, function: 3, every: 60, times: 20}
      - {client: 10.0.0.1, server: 10.0.0.2, unit: 6, function: 3, every: 60, times: 20}
  quiet, units that the baseline knows behind this server:
    baseline:
      function:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function_code: 3}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 2, function_code: 3}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, unit: 3, function_code: 3}
    rows: [{client: 10.0.0.1, server: 10.0.0.2, unit: [1, 1], function: 3, every: 2, times: 7}]
---*/
WITH learned AS (
  SELECT DISTINCT f.sensor AS sensor, f.server AS server, f.unit AS unit
  FROM learned_function AS f
  WHERE f.protocol = 'modbus'
    AND f.unit IS NOT NULL
),
-- Servers of which one client uses that many units at all are few.
wide AS (
  SELECT r.sensor AS sensor, r.client AS client, r.server AS server
  FROM v_series AS r
  WHERE r.protocol = 'modbus'
  GROUP BY r.sensor, r.client, r.server
  HAVING count(DISTINCT r.unit) >= :units
),
used AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server, a.unit AS unit,
    sum(a.exchanges) AS exchanges, min(a.first_ts) AS first_ts, max(a.last_ts) AS last_ts,
    sum(CASE WHEN a.outcome IS NULL THEN a.responses ELSE 0 END) AS answers
  FROM wide AS w
  JOIN v_activity AS a ON a.sensor = w.sensor AND a.client = w.client AND a.server = w.server
  LEFT JOIN learned AS l ON l.sensor = a.sensor AND l.server = a.server AND l.unit = a.unit
  WHERE a.protocol = 'modbus'
    AND a.unit IS NOT NULL
    AND a.minute >= :since - 3960
    AND a.minute < :until + 3960
    AND l.unit IS NULL
  GROUP BY a.minute, a.sensor, a.client, a.server, a.unit
),
around AS (
  SELECT
    minute, sensor, client, server, unit, exchanges, first_ts, last_ts,
    sum(exchanges) OVER (
      PARTITION BY sensor, client, server, unit
      ORDER BY minute RANGE BETWEEN 3600 PRECEDING AND 3600 FOLLOWING
    ) AS visits,
    sum(answers) OVER (
      PARTITION BY sensor, client, server, unit
      ORDER BY minute RANGE BETWEEN 3600 PRECEDING AND 3600 FOLLOWING
    ) AS answers
  FROM used
),
strange AS (
  SELECT a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server, a.unit AS unit,
    a.exchanges AS exchanges, a.first_ts AS first_ts, a.last_ts AS last_ts
  FROM around AS a
  WHERE a.minute >= :since - 300
    AND a.minute < :until + 300
    AND (a.answers = 0 OR a.visits <= :visits)
),
-- Five minutes that end with this one.
scanned AS (
  SELECT e.minute AS minute, e.sensor AS sensor, e.client AS client, e.server AS server
  FROM (
    SELECT DISTINCT s.minute AS minute, s.sensor AS sensor, s.client AS client, s.server AS server
    FROM strange AS s
  ) AS e
  JOIN strange AS u
    ON u.sensor = e.sensor
    AND u.client = e.client
    AND u.server = e.server
    AND u.minute > e.minute - 300
    AND u.minute <= e.minute
  GROUP BY e.minute, e.sensor, e.client, e.server
  HAVING count(DISTINCT u.unit) >= :units
)
SELECT DISTINCT
  u.first_ts AS ts_start,
  u.last_ts AS ts_end,
  u.sensor AS sensor,
  u.client AS client,
  u.server AS server,
  'modbus' AS protocol,
  u.unit AS unit,
  u.unit AS first_unit,
  u.exchanges AS count
FROM scanned AS s
JOIN strange AS u
  ON u.sensor = s.sensor
  AND u.client = s.client
  AND u.server = s.server
  AND u.minute > s.minute - 300
  AND u.minute <= s.minute
WHERE u.minute >= :since
  AND u.minute < :until
  AND u.exchanges > 0
