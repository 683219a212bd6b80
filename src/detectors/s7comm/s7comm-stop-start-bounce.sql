/*---
title: S7comm PLC stopped and started again
level: critical
attack: [T0816, T0858]
reads: [v_s7comm, v_activity]
params:
  within: {type: number, default: 300, description: "seconds between the stop and the start"}
lookback: 300
settle: 0
dedup: [server]
message: "{server} was stopped and started again within {seconds} s ({count|time}): what it controlled stood still or lost its state"
triage: Is it a work order? A restart makes changes of program or hardware take effect.
falsepositives:
  - An engineer's download, which stops and starts the PLC
tests:
  hit:
    rows:
      - {at: 58, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: PLC Stop}
      - {at: 70, protocol: s7comm, client: 10.0.0.7, server: 10.0.0.2, function: PLC Control, sub_function: P_PROGRAM}
    expect:
      - {server: 10.0.0.2, client: 10.0.0.7, count: 1}
  quiet, a start after a long stop, and a stop alone:
    rows:
      - {at: 0, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: PLC Stop}
      - {at: 400, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: PLC Control, sub_function: P_PROGRAM}
      - {at: 500, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.3, function: PLC Stop}
      - {at: 505, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.3, function: PLC Control, sub_function: _GARB}
---*/
WITH hot AS (
  SELECT DISTINCT a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server
  FROM v_activity AS a
  WHERE a.protocol = 's7comm'
    AND (a.function_code = 41 OR (a.function_code = 40 AND a.sub_function = 'P_PROGRAM'))
    AND a.minute >= :since - 360 - :within
    AND a.minute < :until
),
commands AS (
  SELECT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts,
    m.function_code AS function_code,
    max(CASE WHEN m.function_code = 41 THEN m.ts END) OVER (
      PARTITION BY m.sensor, m.server ORDER BY m.ts
    ) AS stopped
  FROM hot
  JOIN v_s7comm AS m
    ON m.ts >= hot.minute
    AND m.ts < hot.minute + 60
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND (m.function_code = 41 OR (m.function_code = 40 AND m.sub_function = 'P_PROGRAM'))
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  's7comm' AS protocol,
  'mode' AS action,
  :within AS seconds,
  1 AS count
FROM commands
WHERE function_code = 40
  AND stopped >= ts - :within
  AND ts >= :since
  AND ts < :until
