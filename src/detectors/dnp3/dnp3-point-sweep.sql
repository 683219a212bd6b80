/*---
title: DNP3 control sweep over many points
level: critical
attack: [T0831, T0806]
reads: [v_dnp3_control]
needs: [dnp3.control]
params:
  points: {type: integer, default: 5, description: "different points of one outstation operated by one master within 10 s"}
lookback: 10
settle: 10
dedup: [client, server]
explains: [dnp3-control-burst, dnp3-new-control-point, dnp3-control-parameter, function-share-shift, write-share-rise]
message: "{client} operated {points} or more different points of {server} within 10 s ({count|control}, first point {first_point})"
triage: Are the points breakers? Is it a group command or a restoration that the control room knows of?
falsepositives:
  - A group command, load shedding, or restoration after an outage
  - A commissioning test of all points
tests:
  hit:
    rows:
      - {at: 56, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 1}
      - {at: 58, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 2}
      - {at: 60, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 4, point: 3}
      - {at: 62, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 6, point: 4}
      - {at: 64, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 4}
      - {at: 65, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 5}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 6}
  hit over a known pair that operates one point at a time:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 5, action: control, exchanges: 9, busiest_minute: 2}]
    rows:
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 1, times: 1}
      - {at: 1, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 2}
      - {at: 1, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 3}
      - {at: 1, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 4}
      - {at: 9, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 5}
    expect:
      - {count: 5}
  quiet, one point often, four points, selects and answers:
    rows:
      - {table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 1, every: 0.5, times: 200}
      - {at: 5, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 2, every: 2, times: 9}
      - {at: 5, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 3}
      - {at: 5, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 4}
      - {at: 5, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 3, point: 5}
      - {at: 5, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.3, function: 4, point: 6}
      - {at: 16, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 7}
  quiet, the learned rate explains it:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 5, action: control, exchanges: 900, busiest_minute: 8}]
    rows:
      - {at: 0, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 1}
      - {at: 1, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 2}
      - {at: 1, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 3}
      - {at: 1, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 4}
      - {at: 1, table: dnp3_control, client: 10.0.0.9, server: 10.0.0.2, function: 5, point: 5}
---*/
-- A baseline has no points: it explains as many of them as it has controls in its busiest minute.
WITH learned AS (
  SELECT f.sensor AS sensor, f.client AS client, f.server AS server, sum(f.busiest_minute) AS busiest
  FROM learned_function AS f
  WHERE f.protocol = 'dnp3' AND f.function_code IN (4, 5, 6)
  GROUP BY f.sensor, f.client, f.server
),
-- A pair that the baseline does not have is measured by what its client does elsewhere: a new outstation of
-- a known master is no burst.
learned_client AS (
  SELECT sensor, client, max(busiest) AS busiest
  FROM learned
  GROUP BY sensor, client
),
known AS (
  SELECT DISTINCT c.sensor AS sensor, c.client AS client, c.server AS server
  FROM learned_channel AS c
  WHERE c.protocol = 'dnp3'
),
operated AS (
  SELECT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.point AS point, m.ts AS ts,
    m.file AS file, m.line AS line, CAST(m.ts * 0.1 AS INTEGER) AS decade
  FROM v_dnp3_control AS m
  WHERE m.function_code IN (4, 5, 6)
    AND m.ts >= :since - 30
    AND m.ts < :until + 30
),
decades AS (
  SELECT
    o.sensor AS sensor, o.client AS client, o.server AS server, o.decade AS decade,
    count(DISTINCT o.point) AS different,
    max(coalesce(pair.busiest, CASE WHEN known.server IS NULL THEN master.busiest END)) AS busiest
  FROM operated AS o
  LEFT JOIN learned AS pair
    ON pair.sensor = o.sensor AND pair.client = o.client AND pair.server = o.server
  LEFT JOIN learned_client AS master ON master.sensor = o.sensor AND master.client = o.client
  LEFT JOIN known
    ON known.sensor = o.sensor AND known.client = o.client AND known.server = o.server
  GROUP BY o.sensor, o.client, o.server, o.decade
),
limited AS (
  SELECT
    sensor, client, server, decade, different,
    CASE WHEN busiest >= :points THEN busiest + 1 ELSE :points END AS needed
  FROM decades
),
-- Ten seconds lie in two decades: one of them has half of the points.
hot AS (
  SELECT sensor, client, server, decade, needed
  FROM limited
  WHERE different * 2 >= needed
),
hot_or_beside AS (
  SELECT sensor, client, server, decade, max(needed) AS needed
  FROM (
    SELECT sensor, client, server, decade - 1 AS decade, needed FROM hot
    UNION ALL
    SELECT sensor, client, server, decade AS decade, needed FROM hot
    UNION ALL
    SELECT sensor, client, server, decade + 1 AS decade, needed FROM hot
  ) AS three
  GROUP BY sensor, client, server, decade
),
near AS (
  SELECT
    o.sensor AS sensor, o.client AS client, o.server AS server, o.point AS point, o.ts AS ts,
    o.file AS file, o.line AS line, o.decade AS decade, h.needed AS needed
  FROM operated AS o
  JOIN hot_or_beside AS h
    ON h.sensor = o.sensor AND h.client = o.client AND h.server = o.server AND h.decade = o.decade
),
-- Each control beside those of the same ten seconds before it, found by decade.
reachable AS (
  SELECT sensor, client, server, point, ts, decade AS decade FROM near
  UNION ALL
  SELECT sensor, client, server, point, ts, decade + 1 AS decade FROM near
),
so_far AS (
  SELECT
    n.sensor AS sensor, n.client AS client, n.server AS server, n.point AS point, n.ts AS ts,
    n.file AS file, n.line AS line, n.needed AS needed, count(DISTINCT r.point) AS different
  FROM near AS n
  JOIN reachable AS r
    ON r.sensor = n.sensor
    AND r.client = n.client
    AND r.server = n.server
    AND r.decade = n.decade
    AND r.ts >= n.ts - 10
    AND r.ts <= n.ts
  GROUP BY n.sensor, n.client, n.server, n.point, n.ts, n.file, n.line, n.needed
),
reached AS (
  SELECT
    sensor, client, server, point, ts, needed,
    max(different) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 10 FOLLOWING
    ) AS most
  FROM so_far
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'dnp3' AS protocol,
  1 AS count,
  point AS first_point,
  needed AS points
FROM reached
WHERE most >= needed
  AND ts >= :since
  AND ts < :until
