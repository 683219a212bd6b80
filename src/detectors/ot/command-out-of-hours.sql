/*---
title: Command outside the operating hours
level: medium
attack: [T1692.001]
reads: [v_activity]
needs: [policy.hours]
dedup: [protocol, client]
explains: [off-schedule-command]
message: "{client} gave {count|command} over {protocol} outside the operating hours of the policy, first {function} to {server}"
triage: Who was on shift? Ask before looking further; then see what was switched and from which console.
falsepositives:
  - Overtime, a call-out at night, an outage
tests:
  hit, in the evening of the site, which is afternoon in UTC:
    policy: &shift
      timezone: Asia/Tokyo
      operating_hours: [{days: [mon, tue, wed, thu, fri, sat, sun], from: "06:00", to: "22:00"}]
    rows:
      - {at: 46800, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 5}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, count: 1}]
  quiet, within the hours, a read, an automatic command that the baseline knows at that hour:
    policy: *shift
    baseline:
      active_hour: [{protocol: modbus, client: 10.0.0.4, server: 10.0.0.2, week_hour: 13, days: 3, commands: 50, learned_days: 3}]
    rows:
      - {at: 43200, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 5}
      - {at: 46800, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3}
      - {at: 46800, client: 10.0.0.4, server: 10.0.0.2, unit: 1, function: 5}
  quiet, in a maintenance window:
    policy:
      operating_hours: [{days: [mon], from: "06:00", to: "06:01"}]
      maintenance: [{from: 2023-11-14T00:00:00Z, to: 2023-11-16T00:00:00Z, servers: [10.0.0.2]}]
    rows:
      - {at: 46800, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 5}
---*/
-- Seconds of the local week, which begins on Monday: 1 January 1970 was a Thursday.
WITH commands AS (
  SELECT
    a.minute AS minute, a.first_ts AS first_ts, a.last_ts AS last_ts, a.sensor AS sensor,
    a.protocol AS protocol, a.client AS client, a.server AS server, a.function AS function,
    a.function_code AS function_code, a.exchanges AS exchanges,
    (a.minute + z.shift + 259200) % 604800 AS week_second, 1 AS site
  FROM v_activity AS a
  JOIN policy_clock AS z ON a.minute >= z.since AND a.minute < z.until
  WHERE a.minute >= :since
    AND a.minute < :until
    AND a.action IN ('write', 'control', 'program', 'mode')
    AND a.exchanges > 0
),
-- An outer join needs something that is equal: all of it is of one site.
hours AS (
  SELECT p.week_from AS week_from, p.week_to AS week_to, 1 AS site
  FROM policy_hours AS p
),
maintenance AS (
  SELECT
    p.since AS since, p.until AS until, p.week_from AS week_from, p.week_to AS week_to,
    p.server AS server, 1 AS site
  FROM policy_window AS p
),
-- What happens of itself at an hour of the day was learned then.
habit AS (
  SELECT DISTINCT
    l.sensor AS sensor, l.protocol AS protocol, l.client AS client, l.week_hour % 24 AS day_hour
  FROM learned_active_hour AS l
)
SELECT
  min(c.first_ts) AS ts_start,
  max(c.last_ts) AS ts_end,
  c.sensor AS sensor,
  c.protocol AS protocol,
  c.client AS client,
  c.server AS server,
  c.function AS function,
  c.function_code AS function_code,
  sum(c.exchanges) AS count
FROM commands AS c
LEFT JOIN hours AS h
  ON h.site = c.site
  AND c.week_second >= h.week_from
  AND c.week_second < h.week_to
LEFT JOIN maintenance AS w
  ON w.site = c.site
  AND c.minute >= w.since
  AND c.minute < w.until
  AND c.week_second >= w.week_from
  AND c.week_second < w.week_to
  AND w.server IN ('', c.server)
LEFT JOIN habit AS k
  ON k.sensor = c.sensor
  AND k.protocol = c.protocol
  AND k.client = c.client
  AND k.day_hour * 3600 = c.minute % 86400 - c.minute % 3600
WHERE h.week_from IS NULL
  AND w.week_from IS NULL
  AND k.client IS NULL
GROUP BY c.minute, c.sensor, c.protocol, c.client, c.server, c.function, c.function_code
