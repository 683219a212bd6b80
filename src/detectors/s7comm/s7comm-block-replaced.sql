/*---
title: S7comm block read and then replaced
level: critical
attack: [T0889, T0843]
reads: [v_s7comm_block]
needs: [s7comm.block]
lookback: 86460
settle: 0
dedup: [client, server]
message: "{client} uploaded {block} from {server} and downloaded it again within a day ({count|block}): it was changed on the way, or restored"
triage: Compare the block with the project's. A program that is read, changed and written back is how a PLC is made to misbehave.
falsepositives:
  - An engineer who changes a block online
tests:
  hit:
    rows:
      - {at: 0, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 1, function: Start Upload, filename: _0800001P, block_type: Organization Block, block_number: 1}
      - {at: 7200, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 1, function: Request Download, filename: _0800001P, block_type: Organization Block, block_number: 1}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, block: Organization Block 1, count: 1}
  quiet, another block, another client, the other way round, too late:
    rows:
      - {at: 0, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 1, function: Start Upload, block_type: Data Block, block_number: 1}
      - {at: 60, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 1, function: Request Download, block_type: Data Block, block_number: 2}
      - {at: 90, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 1, function: Start Upload, block_type: Data Block, block_number: 2}
      - {at: 99, table: s7comm_block, client: 10.0.0.8, server: 10.0.0.2, request: 1, function: Request Download, block_type: Data Block, block_number: 1}
      - {at: 90000, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 1, function: Request Download, block_type: Data Block, block_number: 1}
---*/
WITH moved AS (
  SELECT
    k.sensor AS sensor, k.client AS client, k.server AS server, k.ts AS ts, k.function AS function,
    k.block_type AS block_type, k.block_number AS block_number,
    max(CASE WHEN k.function = 'Start Upload' THEN k.ts END) OVER (
      PARTITION BY k.sensor, k.client, k.server, k.block_type, k.block_number ORDER BY k.ts
    ) AS uploaded
  FROM v_s7comm_block AS k
  WHERE k.request = 1
    AND k.block_number IS NOT NULL
    AND k.function IN ('Start Upload', 'Request Download')
    AND k.ts >= :since - 86460
    AND k.ts < :until
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  's7comm' AS protocol,
  'Request Download' AS function,
  block_type || ' ' || block_number AS block,
  1 AS count
FROM moved
WHERE function = 'Request Download'
  AND uploaded >= ts - 86400
  AND ts >= :since
