/*---
title: Modbus devices asked one after the other what they are
level: critical
attack: [T0888, T0846]
aliases: [DEVICE_ENUMERATION]
reads: [v_modbus, v_activity, learned_function]
needs: [modbus]
params:
  servers: {type: integer, default: 5, description: servers within an hour that one client asks for their identity}
lookback: 7200
settle: 7200
dedup: [client]
explains: [new-command, controller-sweep]
message: "{client} asks {servers} or more servers within an hour what they are, first {server} with {function} ({count|request})"
triage: Is this an inventory that was ordered? It is also how an attack on many devices begins.
falsepositives:
  - An asset inventory or a network management station
tests:
  hit, both functions, within an hour:
    rows:
      - {client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 43}
      - {at: 600, client: 10.0.0.9, server: 10.0.0.3, unit: 1, function: 17}
      - {at: 1200, client: 10.0.0.9, server: 10.0.0.4, unit: 1, function: 43}
      - {at: 1800, client: 10.0.0.9, server: 10.0.0.5, unit: 1, function: 43}
      - {at: 2400, client: 10.0.0.9, server: 10.0.0.6, unit: 1, function: 43, every: 100, times: 3}
    expect: [{client: 10.0.0.9, count: 7}]
  quiet, four, and an inventory that was learned:
    baseline:
      function:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, function_code: 43, action: identify}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3, function_code: 43, action: identify}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.4, function_code: 43, action: identify}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.5, function_code: 43, action: identify}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.6, function_code: 43, action: identify}
    rows:
      - {client: 10.0.0.1, server: 10.0.0.2, function: 43}
      - {client: 10.0.0.1, server: 10.0.0.3, function: 43}
      - {client: 10.0.0.1, server: 10.0.0.4, function: 43}
      - {client: 10.0.0.1, server: 10.0.0.5, function: 43}
      - {client: 10.0.0.1, server: 10.0.0.6, function: 43}
      - {client: 10.0.0.9, server: 10.0.0.2, function: 43, every: 10, times: 60}
      - {client: 10.0.0.9, server: 10.0.0.3, function: 43}
      - {client: 10.0.0.9, server: 10.0.0.4, function: 43}
      - {client: 10.0.0.9, server: 10.0.0.5, function: 3}
---*/
WITH asked AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    a.function AS function, min(a.first_ts) AS first_ts, max(a.last_ts) AS last_ts,
    sum(a.exchanges) AS exchanges,
    lag(a.minute) OVER (PARTITION BY a.sensor, a.client, a.server ORDER BY a.minute, a.function)
      AS previous
  FROM v_activity AS a
  LEFT JOIN learned_function AS f
    ON f.sensor = a.sensor
    AND f.protocol = 'modbus'
    AND f.client = a.client
    AND f.server = a.server
    AND f.function_code = a.function_code
  WHERE a.protocol = 'modbus'
    -- Report server id, and read device identification.
    AND a.function_code IN (17, 43)
    AND a.minute >= :since - 7200
    AND a.minute < :until + 7200
    AND f.sensor IS NULL
  GROUP BY a.minute, a.sensor, a.client, a.server, a.function
),
so_far AS (
  SELECT
    minute, sensor, client, server, function, first_ts, last_ts, exchanges,
    -- A server that is asked all the time counts once in an hour.
    sum(CASE WHEN previous IS NULL OR minute - previous > 3600 THEN 1 ELSE 0 END) OVER (
      PARTITION BY sensor, client ORDER BY minute RANGE BETWEEN 3600 PRECEDING AND CURRENT ROW
    ) AS reached
  FROM asked
),
judged AS (
  SELECT
    minute, sensor, client, server, function, first_ts, last_ts, exchanges,
    max(reached) OVER (
      PARTITION BY sensor, client ORDER BY minute RANGE BETWEEN CURRENT ROW AND 3600 FOLLOWING
    ) AS most
  FROM so_far
)
SELECT
  first_ts AS ts_start,
  last_ts AS ts_end,
  sensor AS sensor,
  'modbus' AS protocol,
  client AS client,
  server AS server,
  function AS function,
  exchanges AS count
FROM judged
WHERE most >= :servers
  AND minute >= :since
  AND minute < :until
  AND exchanges > 0
