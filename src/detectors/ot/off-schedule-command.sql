/*---
title: Command at an hour at which none was ever given
level: medium
attack: [T1692.001]
reads: [v_activity, learned_active_hour]
needs: [baseline]
params:
  days: {type: integer, default: 3, description: "days that must have been learned to know the hours of a day"}
  week_days: {type: integer, default: 14, description: "days that must have been learned to know the hours of a week"}
  regular: {type: number, default: 0.5, description: "share of commands in hours that had some more than once, for the hours to be a habit"}
  commands: {type: integer, default: 10, description: "learned commands of a client from which it has habits"}
dedup: [protocol, client]
message: "{client} gave {count|command} over {protocol} at an hour at which it never did, first {function} to {server}"
triage: Who was on shift? Ask before looking further; then see what was switched and from which console.
falsepositives:
  - Overtime, a call-out at night, an outage
tests:
  hit, at night:
    baseline: &shift
      active_hour:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, week_hour: 8, days: 1, commands: 5, learned_days: 3}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, week_hour: 32, days: 1, commands: 5, learned_days: 3}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.3, week_hour: 57, days: 1, commands: 5, learned_days: 3}
    rows:
      - {at: 18000, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 5, address: 1}
    expect: [{client: 10.0.0.1, server: 10.0.0.2, count: 1}]
  quiet, in the shift, an hour beside it, a read at night, another client:
    baseline: *shift
    rows:
      - {at: 36000, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 5, address: 1}
      - {at: 25200, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 5, address: 1}
      - {at: 18000, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, address: 1, every: 60, times: 9}
      - {at: 18000, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 5, address: 1}
  quiet, declared as an hour of the shift in the time of the site:
    baseline: *shift
    policy:
      timezone: America/New_York
      operating_hours: [{days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "01:00"}]
    rows:
      - {at: 18000, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 5, address: 1}
  quiet, too few days or no habit:
    baseline:
      active_hour:
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2, week_hour: 8, days: 1, commands: 50, learned_days: 2}
        - {protocol: modbus, client: 10.0.0.4, server: 10.0.0.2, week_hour: 8, days: 1, commands: 5, learned_days: 3}
        - {protocol: modbus, client: 10.0.0.4, server: 10.0.0.2, week_hour: 35, days: 1, commands: 5, learned_days: 3}
    rows:
      - {at: 18000, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 5, address: 1}
      - {at: 18000, client: 10.0.0.4, server: 10.0.0.2, unit: 1, function: 5, address: 1}
---*/
WITH by_hour AS (
  SELECT
    l.sensor AS sensor, l.protocol AS protocol, l.client AS client,
    (l.week_hour % 24) * 3600 AS day_second, sum(l.days) AS days, sum(l.commands) AS commands,
    max(l.learned_days) AS learned_days
  FROM learned_active_hour AS l
  GROUP BY l.sensor, l.protocol, l.client, (l.week_hour % 24) * 3600
),
-- Hours that recur make a habit: a client that acts once here and once there has none.
habit AS (
  SELECT sensor, protocol, client, max(learned_days) AS learned_days, 1 AS site
  FROM by_hour
  GROUP BY sensor, protocol, client
  HAVING max(learned_days) >= :days
    AND sum(commands) >= :commands
    AND sum(CASE WHEN days >= 2 THEN days ELSE 0 END) >= sum(days) * :regular
),
-- An outer join needs something that is equal: all of it is of one site.
hours AS (
  SELECT p.week_from AS week_from, p.week_to AS week_to, 1 AS site
  FROM policy_hours AS p
),
commands AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.protocol AS protocol, a.client AS client,
    a.server AS server, a.function AS function, a.function_code AS function_code,
    h.learned_days AS learned_days, a.minute % 86400 - a.minute % 3600 AS day_second,
    (a.minute + 259200) % 604800 - a.minute % 3600 AS week_second, sum(a.exchanges) AS count
  FROM v_activity AS a
  JOIN habit AS h ON h.sensor = a.sensor AND h.protocol = a.protocol AND h.client = a.client
  -- Hours that the policy declares are nobody's habit to break.
  JOIN policy_clock AS z ON a.minute >= z.since AND a.minute < z.until
  LEFT JOIN hours AS p
    ON p.site = h.site
    AND (a.minute + z.shift + 259200) % 604800 >= p.week_from
    AND (a.minute + z.shift + 259200) % 604800 < p.week_to
  WHERE p.week_from IS NULL
    AND a.minute >= :since
    AND a.minute < :until
    AND a.action IN ('write', 'control', 'program', 'mode')
  GROUP BY
    a.minute, a.sensor, a.protocol, a.client, a.server, a.function, a.function_code, h.learned_days
  HAVING sum(a.exchanges) > 0
)
SELECT
  c.minute AS ts_start,
  c.minute + 60 AS ts_end,
  c.sensor AS sensor,
  c.protocol AS protocol,
  c.client AS client,
  c.server AS server,
  c.function AS function,
  c.function_code AS function_code,
  c.count AS count
FROM commands AS c
-- An hour beside an active one is no news: shifts end late, and clocks change for summer.
LEFT JOIN learned_active_hour AS l
  ON l.sensor = c.sensor
  AND l.protocol = c.protocol
  AND l.client = c.client
  AND (
    (
      c.learned_days < :week_days
      AND (l.week_hour * 3600 + 90000 - c.day_second) % 86400 <= 7200
    )
    OR (
      c.learned_days >= :week_days
      AND (l.week_hour * 3600 + 608400 - c.week_second) % 604800 <= 7200
    )
  )
WHERE l.client IS NULL
