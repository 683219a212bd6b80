/*---
title: S7comm program download
level: critical
attack: [T0843, T0889]
aliases: [dangerous_operation]
reads: [v_s7comm, v_s7comm_block, v_activity]
needs: [s7comm|s7comm.block]
lookback: 600
settle: 600
dedup: [client, server]
explains: [new-function, new-command, s7comm-new-block]
never_normal: true
message: "{client} downloaded {count|block} into {server}, {special} of them organization or system data blocks within 10 minutes of the first ({block})"
triage: Is there a work order? Compare the blocks in the PLC with the project. Organization blocks decide what runs, system data blocks how the hardware is set up.
falsepositives:
  - An engineer's planned change, which belongs into a maintenance window
tests:
  hit with blocks:
    rows:
      - {at: 51, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Request Download}
      - {at: 51, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 1, function: Request Download, block_type: Data Block, block_number: 3}
      - {at: 52, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Download Block, every: 0.1, times: 5}
      - {at: 55, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Request Download}
      - {at: 55, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 1, function: Request Download, block_type: Organization Block, block_number: 1}
      - {at: 55.1, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 0, function: Request Download}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 2, special: 1, block: Data Block 3, level: critical}
  hit from s7comm.log alone:
    rows:
      - {at: 58, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Request Download, every: 3, times: 4}
    expect:
      - {count: 4, block: block unknown}
  hit from the log of blocks alone:
    rows:
      - {at: 58, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 1, function: Request Download, block_type: System Data Block, block_number: 0, every: 3, times: 2}
    expect:
      - {count: 2, special: 2, block: System Data Block 0}
  hit in the middle, when only the transfer was seen:
    rows:
      - {at: 58, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Download Ended}
    expect:
      - {count: 1, block: block unknown}
  quiet, an upload:
    rows:
      - {at: 58, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Start Upload}
      - {at: 58, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 1, function: Start Upload, block_type: Organization Block, block_number: 1}
      - {at: 59, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Upload, every: 0.1, times: 5}
---*/
WITH hot AS (
  SELECT DISTINCT a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server
  FROM v_activity AS a
  WHERE a.protocol = 's7comm'
    AND a.function_code IN (26, 28)
    AND a.minute >= :since - 1200
    AND a.minute < :until + 1200
),
transfers AS (
  SELECT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.uid AS uid, m.ts AS ts,
    m.file AS file, m.line AS line, m.function_code AS function_code
  FROM hot
  JOIN v_s7comm AS m
    ON m.ts >= hot.minute
    AND m.ts < hot.minute + 60
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND m.function_code IN (26, 28)
),
blocks AS (
  SELECT
    k.sensor AS sensor, k.client AS client, k.server AS server, k.uid AS uid, k.ts AS ts,
    k.block_type AS block_type, k.block_number AS block_number
  FROM v_s7comm_block AS k
  WHERE k.request = 1
    AND k.function = 'Request Download'
    AND k.ts >= :since - 1200
    AND k.ts < :until + 1200
),
-- A download has a request; an end without one is a download whose beginning was not seen.
counted AS (
  SELECT
    sensor, client, server, uid, ts, function_code,
    max(CASE WHEN function_code = 26 THEN ts END) OVER (
      PARTITION BY sensor, client, server, uid ORDER BY ts RANGE BETWEEN 600 PRECEDING AND CURRENT ROW
    ) AS requested
  FROM transfers
),
both_logs AS (
  SELECT sensor, client, server, uid, ts, NULL AS block_type, NULL AS block_number, 0 AS from_blocks
  FROM counted
  WHERE function_code = 26 OR requested IS NULL
  UNION ALL
  SELECT sensor, client, server, uid, ts, block_type, block_number, 1 AS from_blocks
  FROM blocks
),
-- One data unit has a row in each of the two logs, at the same time.
downloads AS (
  SELECT
    sensor, client, server, uid, ts,
    CASE WHEN sum(from_blocks) > 0 THEN sum(from_blocks) ELSE count(*) END AS downloads,
    max(coalesce(block_type || ' ' || block_number, block_type, 'block unknown')) FILTER (
      WHERE from_blocks = 1
    ) AS block,
    count(*) FILTER (WHERE block_type IN ('Organization Block', 'System Data Block')) AS special
  FROM both_logs
  GROUP BY sensor, client, server, uid, ts
),
around AS (
  SELECT
    sensor, client, server, ts, downloads, block,
    sum(special) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 600 PRECEDING AND 600 FOLLOWING
    ) AS special
  FROM downloads
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  's7comm' AS protocol,
  'program' AS action,
  downloads AS count,
  coalesce(block, 'block unknown') AS block,
  special AS special,
  CASE WHEN special > 0 THEN 'T0843,T0889,T0821' ELSE 'T0843,T0889' END AS attack
FROM around
WHERE ts >= :since
  AND ts < :until
