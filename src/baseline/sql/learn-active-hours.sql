-- 1 January 1970 was a Thursday: 72 hours into a week that begins on Monday.
INSERT INTO baseline_active_hour (
  baseline, sensor, protocol, client, server, week_hour, days, commands, learned_days
)
SELECT :baseline, sensor, protocol, client, server,
  (CAST(minute AS INTEGER) / 3600 + 72) % 168, count(DISTINCT CAST(minute AS INTEGER) / 86400),
  sum(exchanges), (:to - :from) / 86400.0
FROM v_activity
WHERE minute >= :from AND minute < :to
  AND action IN ('write', 'control', 'program', 'mode')
GROUP BY 2, 3, 4, 5, 6
HAVING sum(exchanges) > 0
