/*---
title: Sensor silent
level: info
reads: [v_log_minute, v_baseline]
params:
  seconds: {type: integer, default: 600, description: seconds without a row of any log that are a silence at least}
  times_learned: {type: number, default: 3, description: how many times the longest learned silence it must last}
lookback: 60
settle: 172800
dedup: []
message: "Sensor {sensor} wrote nothing at all for {minutes} minutes; what happened then was not seen"
triage: Was the sensor, its span port or the log transfer down? Are logs missing that should have been given?
falsepositives:
  - Logs that were given only in part
  - A plant that stands still
tests:
  hit, longer than learned:
    baseline: {sensor: [{longest_silence: 120}]}
    rows:
      - {table: weird, at: 0}
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3, at: 1200}
    expect: [{sensor: default, client: null, server: null, level: high, count: 1, minutes: 19}]
  hit, nothing learned:
    rows: [{table: weird, at: 0}, {table: weird, at: 800}]
    expect: [{level: info}]
  hit, whole days are rather logs that were not given:
    baseline: {sensor: [{longest_silence: 120}]}
    rows: [{table: weird, at: 0}, {table: weird, at: 100000}]
    expect: [{level: info}]
  quiet, such silences were learned:
    baseline: {sensor: [{longest_silence: 400}]}
    rows: [{table: weird, at: 0}, {table: weird, at: 1200}, {table: weird, at: 2300}]
  quiet:
    rows: [{table: weird, every: 500, times: 10}]
---*/
WITH minutes AS (
  SELECT DISTINCT m.sensor AS sensor, m.minute AS minute
  FROM v_log_minute AS m
  WHERE m.minute >= :since - 60
    AND m.minute < :until + 172800
),
steps AS (
  SELECT
    sensor, minute + 60 AS begun, lead(minute) OVER (PARTITION BY sensor ORDER BY minute) AS ended
  FROM minutes
)
SELECT
  s.begun AS ts_start,
  s.ended AS ts_end,
  s.sensor AS sensor,
  NULL AS client,
  NULL AS server,
  NULL AS protocol,
  (s.ended - s.begun) / 60.0 AS minutes,
  CASE
    -- A step out of the learned stretch, or of days, is rather a gap between the logs that were given.
    WHEN l.sensor IS NULL OR s.ended - s.begun > 86400 THEN 'info'
    WHEN s.begun <= (SELECT max(b.to_ts) + 60 FROM v_baseline AS b WHERE b.active = 1)
      AND s.ended >= (SELECT min(b.from_ts) FROM v_baseline AS b WHERE b.active = 1) THEN 'info'
    ELSE 'high'
  END AS level,
  1 AS count
FROM steps AS s
LEFT JOIN learned_sensor AS l ON l.sensor = s.sensor
WHERE s.ended - s.begun > :seconds
  AND s.ended - s.begun > coalesce(l.longest_silence, 0) * :times_learned
  -- Longer than two days it is no silence, but logs that were not given.
  AND s.ended - s.begun <= 172800
  AND s.begun >= :since
  AND s.begun < :until
