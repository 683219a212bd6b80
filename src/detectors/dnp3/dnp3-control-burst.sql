/*---
title: DNP3 control burst
level: high
attack: [T0806, T1692.001]
reads: [v_dnp3, v_activity]
params:
  per_minute: {type: integer, default: 10, description: "controls from one master to one outstation within 60 s that are still usual where no baseline tells"}
  times_learned: {type: number, default: 3, description: "times the busiest learned minute that are still usual"}
lookback: 60
settle: 60
dedup: [client, server]
explains: [function-share-shift, write-share-rise]
message: "{count|control} from {client} to {server}, more than {usual} within a minute"
triage: Which points, and by hand or by a program? A burst over many points is a sweep; over one, toggling.
falsepositives:
  - Automatic control that a baseline has not learned (medium as long as there is none)
tests:
  hit:
    rows:
      - {at: 50, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: OPERATE, every: 2, times: 12}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 12, level: medium}
  hit, more than three times what was learned:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 5, action: control, exchanges: 900, busiest_minute: 60}]
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DIRECT_OPERATE, every: 0.25, times: 200}
    expect:
      - {count: 200, level: high}
  hit, a pair that the baseline knows only to read:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DIRECT_OPERATE, every: 5, times: 12}
    expect:
      - {count: 12, level: high}
  quiet, a new outstation of a master that does the same elsewhere:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 5, action: control, exchanges: 900, busiest_minute: 60}]
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.3, function: DIRECT_OPERATE, every: 1, times: 100}
  quiet, ten a minute:
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: OPERATE, every: 6.1, times: 100}
      - {at: 1, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: SELECT, every: 6.1, times: 100}
  quiet, sixty a minute are learned:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 5, action: control, exchanges: 900, busiest_minute: 60}]
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DIRECT_OPERATE, every: 0.5, times: 300}
---*/
-- A select is half a control: only what carries one out is counted.
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
baseline AS (
  SELECT count(*) AS channels FROM learned_channel
),
minutes AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    sum(a.exchanges) AS controls,
    max(coalesce(pair.busiest, CASE WHEN known.server IS NULL THEN master.busiest END)) AS busiest
  FROM v_activity AS a
  LEFT JOIN learned AS pair
    ON pair.sensor = a.sensor AND pair.client = a.client AND pair.server = a.server
  LEFT JOIN learned_client AS master ON master.sensor = a.sensor AND master.client = a.client
  LEFT JOIN known
    ON known.sensor = a.sensor AND known.client = a.client AND known.server = a.server
  WHERE a.protocol = 'dnp3'
    AND a.function_code IN (4, 5, 6)
    AND a.minute >= :since - 120
    AND a.minute < :until + 60
  GROUP BY a.minute, a.sensor, a.client, a.server
),
limited AS (
  SELECT
    minute, sensor, client, server, controls,
    CASE WHEN busiest * :times_learned > :per_minute THEN busiest * :times_learned ELSE :per_minute END AS usual
  FROM minutes
),
-- A window of a minute with that many lies in two clock minutes, one of which has half of them.
hot AS (
  SELECT minute, sensor, client, server, usual
  FROM limited
  WHERE controls * 2 > usual
),
near AS (
  SELECT DISTINCT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts, m.file AS file, m.line AS line,
    hot.usual AS usual
  FROM hot
  JOIN v_dnp3 AS m
    ON m.ts >= hot.minute - 60
    AND m.ts < hot.minute + 120
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND m.function_code IN (4, 5, 6)
),
so_far AS (
  SELECT
    sensor, client, server, ts, usual,
    count(*) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS within_minute
  FROM near
),
reached AS (
  SELECT
    sensor, client, server, ts, usual,
    max(within_minute) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
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
  'control' AS action,
  1 AS count,
  usual AS usual,
  CASE WHEN baseline.channels > 0 THEN 'high' ELSE 'medium' END AS level
FROM reached
CROSS JOIN baseline
WHERE most > usual
  AND ts >= :since
  AND ts < :until
