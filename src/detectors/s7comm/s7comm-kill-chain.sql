/*---
title: S7comm kill chain
level: critical
attack: [T0888, T0845, T0858, T0843, T0889]
reads: [v_s7comm, v_activity]
params:
  stages: {type: integer, default: 4, description: "different stages in their order"}
lookback: 1800
settle: 0
dedup: [client, server]
explains: [s7comm-stop-start-bounce]
message: "{client} went {stages} steps of an attack on {server} in half an hour: {steps}; {count|change} of its program or mode from then on"
triage: An engineer's download goes the same way. Is there a work order, and is the client an engineering station?
falsepositives:
  - An engineer who takes a PLC into service
tests:
  hit:
    rows:
      - {at: 0, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: CPU Functions, sub_function: 1}
      - {at: 100, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Start Upload, every: 5, times: 4}
      - {at: 400, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: PLC Stop}
      - {at: 410, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Request Download}
      - {at: 415, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: PLC Control, sub_function: _INSE}
      - {at: 420, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: PLC Control, sub_function: P_PROGRAM}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 3, stages: 4, steps: "identify, upload, stop, download"}
  quiet, too slow, the wrong way round, and by different clients:
    rows:
      - {at: 0, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: CPU Functions, sub_function: 1}
      - {at: 2000, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Start Upload}
      - {at: 2000, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: PLC Stop}
      - {at: 2001, protocol: s7comm, client: 10.0.0.8, server: 10.0.0.2, function: PLC Control, sub_function: P_PROGRAM}
      - {at: 5000, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.3, function: PLC Control, sub_function: P_PROGRAM}
      - {at: 5001, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.3, function: PLC Stop}
      - {at: 5002, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.3, function: Start Upload}
      - {at: 5003, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.3, function: CPU Functions, sub_function: 1}
---*/
-- What changes the PLC is rare: it decides where to look.
WITH hot AS (
  SELECT DISTINCT a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server
  FROM v_activity AS a
  WHERE a.protocol = 's7comm'
    AND (
      a.function_code IN (26, 41)
      OR (a.function_code = 40 AND a.sub_function IN ('_INSE', '_INS2', 'P_PROGRAM'))
    )
    AND a.minute >= :since
    AND a.minute < :until
),
changes AS (
  SELECT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.file AS file, m.line AS line
  FROM hot
  JOIN v_s7comm AS m
    ON m.ts >= hot.minute
    AND m.ts < hot.minute + 60
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND (
      m.function_code IN (26, 41)
      OR (m.function_code = 40 AND m.sub_function IN ('_INSE', '_INS2', 'P_PROGRAM'))
    )
),
-- First and last time of each stage in the half hour that ends with the change.
stages AS (
  SELECT
    c.sensor AS sensor, c.client AS client, c.server AS server, c.ts AS ts, c.file AS file, c.line AS line,
    min(CASE WHEN m.function_code = 1796 AND m.sub_function = '1' THEN m.ts END) AS identify_first,
    min(CASE WHEN m.function_code = 29 THEN m.ts END) AS upload_first,
    max(CASE WHEN m.function_code = 29 THEN m.ts END) AS upload_last,
    min(CASE WHEN m.function_code = 41 THEN m.ts END) AS stop_first,
    max(CASE WHEN m.function_code = 41 THEN m.ts END) AS stop_last,
    min(CASE WHEN m.function_code = 26 THEN m.ts END) AS download_first,
    max(CASE WHEN m.function_code = 26 THEN m.ts END) AS download_last,
    min(CASE WHEN m.sub_function IN ('_INSE', '_INS2') THEN m.ts END) AS activate_first,
    max(CASE WHEN m.sub_function IN ('_INSE', '_INS2') THEN m.ts END) AS activate_last,
    max(CASE WHEN m.sub_function = 'P_PROGRAM' THEN m.ts END) AS start_last
  FROM changes AS c
  JOIN v_s7comm AS m
    ON m.ts >= c.ts - 1800
    AND m.ts <= c.ts
    AND m.sensor = c.sensor
    AND m.client = c.client
    AND m.server = c.server
    AND m.function_code IN (1796, 29, 41, 26, 40)
  GROUP BY c.sensor, c.client, c.server, c.ts, c.file, c.line
),
-- A stage counts when it came after the stage before it, or is the first that was seen.
ordered AS (
  SELECT
    sensor, client, server, ts,
    CASE WHEN identify_first IS NOT NULL THEN 1 ELSE 0 END AS identify,
    CASE WHEN upload_last >= coalesce(identify_first, 0) THEN 1 ELSE 0 END AS upload,
    CASE WHEN stop_last >= coalesce(upload_first, identify_first, 0) THEN 1 ELSE 0 END AS stop,
    CASE WHEN download_last >= coalesce(stop_first, upload_first, identify_first, 0) THEN 1 ELSE 0 END AS download,
    CASE WHEN activate_last >= coalesce(download_first, stop_first, upload_first, identify_first, 0) THEN 1
      ELSE 0 END AS activate,
    CASE WHEN start_last >= coalesce(
        activate_first, download_first, stop_first, upload_first, identify_first, 0
      ) THEN 1 ELSE 0 END AS start
  FROM stages
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  's7comm' AS protocol,
  identify + upload + stop + download + activate + start AS stages,
  substr(
    CASE WHEN identify = 1 THEN ', identify' ELSE '' END
      || CASE WHEN upload = 1 THEN ', upload' ELSE '' END
      || CASE WHEN stop = 1 THEN ', stop' ELSE '' END
      || CASE WHEN download = 1 THEN ', download' ELSE '' END
      || CASE WHEN activate = 1 THEN ', activate' ELSE '' END
      || CASE WHEN start = 1 THEN ', start' ELSE '' END,
    3
  ) AS steps,
  1 AS count
FROM ordered
WHERE identify + upload + stop + download + activate + start >= :stages
  AND ts >= :since
  AND ts < :until
