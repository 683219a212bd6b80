/*---
title: Download of a block that the PLC was not known to have
level: high
attack: [T0843.003]
reads: [v_s7comm_block, learned_s7_block]
needs: [baseline, s7comm.block]
dedup: [client, server]
message: "{client} loads {block_type} {block_number} into {server} ({count|request}); the baseline knows other blocks of this PLC, not this one"
triage: Is the block in the project? Compare it with what the PLC has now, and look which block calls it.
falsepositives:
  - An extension of the program by its maintainers
tests:
  hit:
    baseline:
      s7_block: [{server: 10.0.0.2, block_type: Function, block_number: 1, transfers: 4}]
    rows:
      - {at: 9, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 1, function: Request Download, block_type: Function, block_number: 1666}
      - {at: 10, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 1, function: Request Download, block_type: Function, block_number: 1}
    expect: [{client: 10.0.0.9, server: 10.0.0.2, block_number: 1666, count: 1}]
  quiet, an upload, an answer, a PLC without known blocks:
    baseline:
      s7_block: [{server: 10.0.0.2, block_type: Function, block_number: 1, transfers: 4}]
    rows:
      - {at: 9, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 1, function: Start Upload, block_type: Function, block_number: 7}
      - {at: 9, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.2, request: 0, function: Request Download, block_type: Function, block_number: 7}
      - {at: 9, table: s7comm_block, client: 10.0.0.9, server: 10.0.0.3, request: 1, function: Request Download, block_type: Function, block_number: 7}
---*/
WITH plcs AS (
  SELECT DISTINCT l.sensor AS sensor, l.server AS server
  FROM learned_s7_block AS l
)
SELECT
  m.ts AS ts_start,
  m.ts AS ts_end,
  m.sensor AS sensor,
  m.client AS client,
  m.server AS server,
  m.block_type AS block_type,
  m.block_number AS block_number,
  1 AS count
FROM v_s7comm_block AS m
JOIN plcs AS p ON p.sensor = m.sensor AND p.server = m.server
LEFT JOIN learned_s7_block AS l
  ON l.sensor = m.sensor
  AND l.server = m.server
  AND l.block_type = m.block_type
  AND l.block_number = m.block_number
WHERE m.ts >= :since
  AND m.ts < :until
  AND m.request = 1
  AND m.function = 'Request Download'
  AND m.block_number IS NOT NULL
  AND l.server IS NULL
