/*---
title: DNP3 control with parameters that were never used on the point
level: high
attack: [T0836, T1692.001]
reads: [v_dnp3_control, learned_control]
needs: [baseline, "dnp3.control"]
params:
  times_learned: {type: number, default: 10, description: "times the longest learned on or off time"}
dedup: [client, server]
message: "{client} controls point {point} of {server} as nobody did before: {why} ({count|control})"
triage: What does the relay do with such a pulse? A breaker may be damaged by repetition, a valve by a pulse that does not end.
falsepositives:
  - A changed configuration of the master
tests:
  hit, executed often, pulsed where it was latched, on for long, cleared:
    baseline:
      control: [{client: 10.0.0.1, server: 10.0.0.2, block: CROB, point: 0, operation: Latch On, most_executions: 1, longest_on: 500, controls: 9}]
    rows:
      - {at: 5, table: dnp3_control, client: 10.0.0.1, server: 10.0.0.2, function: 5, block: CROB, point: 0, operation: Latch On, execute_count: 20}
      - {at: 6, table: dnp3_control, client: 10.0.0.1, server: 10.0.0.2, function: 5, block: CROB, point: 0, operation: Pulse On, execute_count: 1}
      - {at: 7, table: dnp3_control, client: 10.0.0.1, server: 10.0.0.2, function: 5, block: CROB, point: 0, operation: Latch Off, execute_count: 1, on_time: 60000}
      - {at: 8, table: dnp3_control, client: 10.0.0.1, server: 10.0.0.2, function: 5, block: CROB, point: 0, operation: Latch Off, execute_count: 1, clear: 1}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, point: 0, why: 'executed 20 times, 1 at most is learned', count: 4}]
  quiet, as learned, the other way, answers, a point nobody knows:
    baseline:
      control: [{client: 10.0.0.1, server: 10.0.0.2, block: CROB, point: 0, operation: Latch On, most_executions: 1, longest_on: 500, controls: 9}]
    rows:
      - {at: 5, table: dnp3_control, client: 10.0.0.1, server: 10.0.0.2, function: 5, block: CROB, point: 0, operation: Latch Off, execute_count: 1, on_time: 1000, clear: 0}
      - {at: 6, table: dnp3_control, client: 10.0.0.1, server: 10.0.0.2, function: 129, block: CROB, point: 0, operation: Pulse On, execute_count: 9}
      - {at: 7, table: dnp3_control, client: 10.0.0.1, server: 10.0.0.2, function: 5, block: CROB, point: 3, operation: Pulse On, execute_count: 9}
---*/
WITH learned AS (
  SELECT
    l.sensor AS sensor, l.server AS server, l.block AS block, l.point AS point,
    max(l.most_executions) AS executions, max(l.longest_on) AS longest_on,
    max(l.longest_off) AS longest_off, max(l.cleared) AS cleared,
    max(CASE WHEN substr(l.operation, 1, 5) = 'Latch' THEN 1 ELSE 0 END) AS latched,
    max(CASE WHEN substr(l.operation, 1, 5) = 'Pulse' THEN 1 ELSE 0 END) AS pulsed
  FROM learned_control AS l
  GROUP BY l.sensor, l.server, l.block, l.point
),
judged AS (
  SELECT
    c.ts AS ts, c.sensor AS sensor, c.client AS client, c.server AS server, c.function AS function,
    c.point AS point,
    CASE
      WHEN c.execute_count > 1 AND c.execute_count > l.executions
        THEN 'executed ' || c.execute_count || ' times, ' || l.executions || ' at most is learned'
      WHEN substr(c.operation, 1, 5) = 'Pulse' AND l.latched = 1 AND l.pulsed = 0
        THEN 'pulsed, latched is learned'
      WHEN substr(c.operation, 1, 5) = 'Latch' AND l.pulsed = 1 AND l.latched = 0
        THEN 'latched, pulsed is learned'
      WHEN l.longest_on > 0 AND c.on_time > l.longest_on * :times_learned
        THEN 'on for ' || c.on_time || ' ms, ' || l.longest_on || ' at most is learned'
      WHEN l.longest_off > 0 AND c.off_time > l.longest_off * :times_learned
        THEN 'off for ' || c.off_time || ' ms, ' || l.longest_off || ' at most is learned'
      WHEN c.clear = 1 AND l.cleared = 0 THEN 'with the clear bit'
    END AS why
  FROM v_dnp3_control AS c
  JOIN learned AS l
    ON l.sensor = c.sensor
    AND l.server = c.server
    AND l.block = coalesce(c.block, '')
    AND l.point = c.point
  WHERE c.ts >= :since
    AND c.ts < :until
    AND c.function_code IN (3, 4, 5, 6)
)
SELECT ts AS ts_start, ts AS ts_end, sensor, client, server, function, point, why, 1 AS count
FROM judged
WHERE why IS NOT NULL
