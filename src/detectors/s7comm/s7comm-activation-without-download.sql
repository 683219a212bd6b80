/*---
title: S7comm block activation without a download
level: high
attack: [T0889, T0843]
reads: [v_s7comm, v_activity]
lookback: 3600
settle: 0
dedup: [client, server]
message: "{client} activated {count|block} in {server} without having downloaded any in the hour before: they came another way, or before the sensor looked"
triage: Which blocks, and where did they come from? Compare the PLC's program with the project.
falsepositives:
  - A download that the sensor did not see
tests:
  hit:
    rows:
      - {at: 10, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: PLC Control, sub_function: _INSE}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 1}
  hit, somebody else downloaded:
    rows:
      - {at: 10, protocol: s7comm, client: 10.0.0.8, server: 10.0.0.2, function: Request Download}
      - {at: 50, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: PLC Control, sub_function: _INS2}
    expect:
      - {client: 10.0.0.9, count: 1}
  quiet:
    rows:
      - {at: 10, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Request Download}
      - {at: 400, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: PLC Control, sub_function: _INSE}
      - {at: 500, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.3, function: PLC Control, sub_function: P_PROGRAM}
---*/
WITH program AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    max(CASE WHEN a.function_code IN (26, 27, 28) THEN 1 ELSE 0 END) AS downloads,
    sum(CASE WHEN a.function_code = 40 THEN a.exchanges ELSE 0 END) AS activations,
    min(CASE WHEN a.function_code = 40 THEN a.first_ts END) AS first_ts,
    max(CASE WHEN a.function_code = 40 THEN a.last_ts END) AS last_ts
  FROM v_activity AS a
  WHERE a.protocol = 's7comm'
    AND (a.function_code IN (26, 27, 28) OR (a.function_code = 40 AND a.sub_function IN ('_INSE', '_INS2')))
    AND a.minute >= :since - 3600
    AND a.minute < :until
  GROUP BY a.minute, a.sensor, a.client, a.server
),
so_far AS (
  SELECT
    minute, sensor, client, server, activations, first_ts, last_ts,
    max(downloads) OVER (
      PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN 3600 PRECEDING AND CURRENT ROW
    ) AS downloads
  FROM program
)
SELECT
  first_ts AS ts_start,
  last_ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  's7comm' AS protocol,
  40 AS function_code,
  activations AS count
FROM so_far
WHERE activations > 0
  AND downloads = 0
  AND minute >= :since
