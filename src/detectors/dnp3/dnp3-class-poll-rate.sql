/*---
title: DNP3 class polls more often than learned
level: medium
attack: [T0802, T0801]
reads: [v_dnp3_object, learned_object, learned_channel]
needs: [baseline.object, dnp3.object]
params:
  least: {type: integer, default: 10, description: "polls of a class within an hour to be judged at all, where some were learned"}
  least_new: {type: integer, default: 3, description: "polls of a class within an hour, where none was learned"}
  times_learned: {type: number, default: 3, description: times the busiest learned hour}
lookback: 3600
settle: 3600
dedup: [client, server, object]
message: "{client} asks {server} for {object} {count|time} within an hour; {learned} were the most learned"
triage: Class 0 is everything the outstation has. Was the master restarted, or is somebody taking stock?
falsepositives:
  - A master that starts again and again
  - A changed polling plan
tests:
  hit, integrity polls every minute instead of every hour:
    baseline: &hourly
      channel: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2}]
      object:
        - {client: 10.0.0.1, server: 10.0.0.2, function_code: 1, object: Class 0 Data, times: 168, busiest_hour: 2}
        - {client: 10.0.0.1, server: 10.0.0.2, function_code: 1, object: Class 1 Data, times: 60000, busiest_hour: 360}
    rows:
      - {table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, item: 0, function: 1, object: Class 0 Data, every: 60, times: 30}
      - {table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, item: 1, function: 1, object: Class 1 Data, every: 10, times: 360}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, object: Class 0 Data, count: 30}]
  hit, a master that never asked for a class:
    baseline: *hourly
    rows: [{table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, item: 0, function: 1, object: Class 3 Data, every: 60, times: 4}]
    expect: [{object: Class 3 Data, count: 4}]
  quiet, a restart of the master, the learned rate, answers, an outstation of which no objects were learned:
    baseline: *hourly
    rows:
      - {table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, item: 0, function: 1, object: Class 0 Data, every: 60, times: 6}
      - {table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, item: 1, function: 1, object: Class 1 Data, every: 5, times: 700}
      - {table: dnp3_object, client: 10.0.0.1, server: 10.0.0.2, item: 2, function: 129, object: Class 2 Data, every: 5, times: 700}
      - {table: dnp3_object, client: 10.0.0.1, server: 10.0.0.3, item: 3, function: 1, object: Class 0 Data, every: 60, times: 30}
---*/
WITH polls AS (
  SELECT
    CAST(o.ts / 3600.0 AS INTEGER) * 3600 AS hour, o.sensor AS sensor, o.client AS client,
    o.server AS server, o.object AS object, min(o.ts) AS first_ts, max(o.ts) AS last_ts,
    count(*) AS polls
  FROM v_dnp3_object AS o
  WHERE o.ts >= :since
    AND o.ts < :until + 3600
    AND o.function_code = 1
    AND substr(o.object, 1, 6) = 'Class '
  GROUP BY CAST(o.ts / 3600.0 AS INTEGER) * 3600, o.sensor, o.client, o.server, o.object
),
masters AS (
  SELECT DISTINCT l.sensor AS sensor, l.client AS client, l.server AS server
  FROM learned_object AS l
  WHERE l.function_code = 1
)
SELECT
  p.hour AS ts_start,
  p.last_ts AS ts_end,
  p.sensor AS sensor,
  'dnp3' AS protocol,
  p.client AS client,
  p.server AS server,
  p.object AS object,
  coalesce(l.busiest_hour, 0) AS learned,
  p.polls AS count
FROM polls AS p
JOIN masters AS m ON m.sensor = p.sensor AND m.client = p.client AND m.server = p.server
LEFT JOIN learned_object AS l
  ON l.sensor = p.sensor
  AND l.client = p.client
  AND l.server = p.server
  AND l.function_code = 1
  AND l.object = p.object
WHERE p.hour >= :since
  AND p.hour < :until
  AND p.polls >= CASE WHEN l.client IS NULL THEN :least_new ELSE :least END
  AND p.polls > coalesce(l.busiest_hour, 0) * :times_learned
