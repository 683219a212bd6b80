-- 1 January 1970 was a Thursday: 72 hours into a week that begins on Monday.
INSERT INTO baseline_active_hour (
  baseline, sensor, protocol, client, server, week_hour, days, commands, learned_days
)
SELECT :baseline, a.sensor, a.protocol, a.client, a.server,
  (CAST(a.minute AS INTEGER) / 3600 + 72) % 168, count(DISTINCT CAST(a.minute AS INTEGER) / 86400),
  sum(a.exchanges), (:to - :from) / 86400.0
FROM v_activity AS a
LEFT JOIN function_risk AS r
  ON r.protocol = a.protocol
  AND r.function_code = a.function_code
  AND r.sub_function IN ('', coalesce(a.sub_function, ''))
  AND r.never_normal = 1
WHERE a.minute >= :from
  AND a.minute < :to
  AND a.action IN ('write', 'control', 'program', 'mode')
  AND r.protocol IS NULL
GROUP BY 2, 3, 4, 5, 6
HAVING sum(a.exchanges) > 0
