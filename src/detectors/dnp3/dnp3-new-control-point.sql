/*---
title: DNP3 control of a point that was never controlled
level: high
attack: [T1692.001, T0835]
reads: [v_dnp3_control, learned_control]
needs: [baseline, "dnp3.control"]
dedup: [client, server]
message: "{client} controls point {point} of {server} ({function}, {count|control}); the baseline knows controls of this outstation, none of this point"
triage: What hangs on the point, and who asked for it? Look in the switching log of the control room.
falsepositives:
  - A breaker that is rarely switched
  - New equipment
tests:
  hit:
    baseline:
      control: [{client: 10.0.0.1, server: 10.0.0.2, block: Control Relay Output Block, point: 0, operation: Latch On, controls: 9}]
    rows:
      - {at: 5, table: dnp3_control, client: 10.0.0.1, server: 10.0.0.2, function: 3, block: Control Relay Output Block, point: 0, operation: Latch On}
      - {at: 9, table: dnp3_control, client: 10.0.0.1, server: 10.0.0.2, function: 5, block: Control Relay Output Block, point: 7, operation: Latch On}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, point: 7, count: 1}]
  quiet, answers, an outstation that nobody controlled:
    baseline:
      control: [{client: 10.0.0.1, server: 10.0.0.2, block: Control Relay Output Block, point: 0, operation: Latch On, controls: 9}]
    rows:
      - {at: 5, table: dnp3_control, client: 10.0.0.3, server: 10.0.0.2, function: 4, block: Control Relay Output Block, point: 0, operation: Latch Off}
      - {at: 6, table: dnp3_control, client: 10.0.0.1, server: 10.0.0.2, function: 129, block: Control Relay Output Block, point: 7, status: 4}
      - {at: 9, table: dnp3_control, client: 10.0.0.1, server: 10.0.0.5, function: 5, block: Control Relay Output Block, point: 7}
---*/
WITH outstations AS (
  SELECT DISTINCT l.sensor AS sensor, l.server AS server
  FROM learned_control AS l
),
points AS (
  SELECT DISTINCT l.sensor AS sensor, l.server AS server, l.block AS block, l.point AS point
  FROM learned_control AS l
)
SELECT
  c.ts AS ts_start,
  c.ts AS ts_end,
  c.sensor AS sensor,
  c.client AS client,
  c.server AS server,
  c.function AS function,
  c.point AS point,
  1 AS count
FROM v_dnp3_control AS c
JOIN outstations AS o ON o.sensor = c.sensor AND o.server = c.server
LEFT JOIN points AS p
  ON p.sensor = c.sensor
  AND p.server = c.server
  AND p.block = coalesce(c.block, '')
  AND p.point = c.point
WHERE c.ts >= :since
  AND c.ts < :until
  AND c.function_code IN (3, 4, 5, 6)
  AND c.point IS NOT NULL
  AND p.point IS NULL
