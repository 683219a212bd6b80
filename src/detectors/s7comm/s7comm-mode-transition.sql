/*---
title: S7comm mode transition without a command
level: high
attack: [T0858]
reads: [v_s7comm, v_activity]
params:
  explained_within: {type: number, default: 300, description: "seconds within which a stop, start or program command explains the transition"}
lookback: 360
settle: 0
shows: effect
dedup: [server]
message: "{server} reports a change of its operating mode ({transition}), and no command for it was seen before"
triage: Was it the switch at the device, a fault of the program, a power failure, or a command on a way that the sensor does not see?
falsepositives:
  - Somebody at the device
  - A power failure
tests:
  hit:
    rows:
      - {at: 400, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: 2048, sub_function: 0, kind: push}
    expect:
      - {server: 10.0.0.2, count: 1, transition: Stop push}
  quiet, commanded by anybody:
    rows:
      - {at: 400, protocol: s7comm, client: 10.0.0.8, server: 10.0.0.2, function: PLC Stop}
      - {at: 401, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: 2048, sub_function: 0, kind: push}
      - {at: 600, protocol: s7comm, client: 10.0.0.8, server: 10.0.0.2, function: PLC Control, sub_function: P_PROGRAM}
      - {at: 602, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: 2048, sub_function: 2, kind: push}
      - {at: 900, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: 2052, sub_function: 4, kind: push}
---*/
WITH hot AS (
  SELECT DISTINCT a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server
  FROM v_activity AS a
  WHERE a.protocol = 's7comm'
    AND a.function_code = 2048
    AND a.minute >= :since
    AND a.minute < :until
),
pushed AS (
  SELECT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.file AS file, m.line AS line,
    m.function AS transition
  FROM hot
  JOIN v_s7comm AS m
    ON m.ts >= hot.minute
    AND m.ts < hot.minute + 60
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND m.function_code = 2048
),
-- The minutes of the PLC up to the transition, its own among them.
around AS (
  SELECT
    p.sensor AS sensor, p.client AS client, p.server AS server, p.ts AS ts, p.file AS file, p.line AS line,
    p.transition AS transition,
    count(*) FILTER (WHERE a.action IN ('mode', 'program') AND a.function_code <> 2048) AS commands
  FROM pushed AS p
  JOIN v_activity AS a
    ON a.protocol = 's7comm'
    AND a.sensor = p.sensor
    AND a.server = p.server
    AND a.minute > p.ts - 60 - :explained_within
    AND a.minute <= p.ts
  GROUP BY p.sensor, p.client, p.server, p.ts, p.file, p.line, p.transition
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  's7comm' AS protocol,
  2048 AS function_code,
  transition AS transition,
  1 AS count
FROM around
WHERE commands = 0
