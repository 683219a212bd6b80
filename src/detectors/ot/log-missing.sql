/*---
title: A log that is written every day is missing
level: high
reads: [v_log_minute]
params:
  rows: {type: integer, default: 100, description: rows of a day from which a log is one that is written every day}
  hours: {type: integer, default: 12, description: "hours of a day with rows, likewise"}
  share: {type: number, default: 0.2, description: "share of the poorest of the three days before, below which it is as good as missing"}
lookback: 259200
settle: 86400
dedup: [log]
message: "Sensor {sensor} wrote {rows} rows of {log}.log in a day, after {least} or more on each of the three days before; what it tells is not seen"
triage: Was a script of the sensor unloaded, a plugin lost in an update, or a log left out when the files were copied?
falsepositives:
  - A day off on which nobody talks
  - Logs that were given only in part
tests:
  hit, modbus.log is gone while conn.log goes on:
    rows:
      - {table: conn, client: 10.0.0.1, server: 10.0.0.2, every: 1800, times: 192}
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3, every: 600, times: 432}
      - {at: 345500, table: conn, client: 10.0.0.1, server: 10.0.0.2}
    expect: [{sensor: default, client: null, server: null, log: modbus, rows: 0, level: high, count: 1}]
  hit, a tenth is left:
    rows:
      - {table: conn, client: 10.0.0.1, server: 10.0.0.2, every: 1800, times: 240}
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3, every: 300, times: 900}
      - {at: 270000, client: 10.0.0.1, server: 10.0.0.2, function: 3, every: 4000, times: 20}
    expect: [{log: modbus, level: medium}]
  quiet, a rare log, a quieter day, and a sensor that wrote nothing at all:
    rows:
      - {table: conn, client: 10.0.0.1, server: 10.0.0.2, every: 1800, times: 192}
      - {client: 10.0.0.1, server: 10.0.0.2, function: 3, every: 300, times: 864}
      - {at: 259200, client: 10.0.0.1, server: 10.0.0.2, function: 3, every: 900, times: 96}
      - {table: weird, every: 7200, times: 36}
---*/
-- Days of UTC in which the sensor wrote in most hours.
WITH hours AS (
  SELECT
    m.sensor AS sensor, m.log AS log, m.minute - m.minute % 3600 AS hour, sum(m.rows) AS rows
  FROM v_log_minute AS m
  WHERE m.minute >= :since - 345600
    AND m.minute < :until + 86400
  GROUP BY m.sensor, m.log, m.minute - m.minute % 3600
),
whole AS (
  SELECT
    h.sensor AS sensor, h.hour - h.hour % 86400 AS day, min(h.hour) AS first_hour
  FROM hours AS h
  GROUP BY h.sensor, h.hour - h.hour % 86400
  HAVING count(DISTINCT h.hour) >= 20
),
days AS (
  SELECT
    h.sensor AS sensor, h.log AS log, h.hour - h.hour % 86400 AS day, sum(h.rows) AS rows,
    count(DISTINCT h.hour) AS hours
  FROM hours AS h
  GROUP BY h.sensor, h.log, h.hour - h.hour % 86400
),
-- What was written on each of three days, judged on the fourth.
usual AS (
  SELECT
    w.sensor AS sensor, w.day AS day, w.first_hour AS first_hour, d.log AS log, min(d.rows) AS least
  FROM whole AS w
  JOIN days AS d ON d.sensor = w.sensor AND d.day >= w.day - 259200 AND d.day < w.day
  JOIN whole AS b ON b.sensor = d.sensor AND b.day = d.day
  WHERE d.rows >= :rows
    AND d.hours >= :hours
  GROUP BY w.sensor, w.day, w.first_hour, d.log
  HAVING count(*) = 3
)
SELECT
  u.first_hour AS ts_start,
  u.day + 86400 AS ts_end,
  u.sensor AS sensor,
  NULL AS protocol,
  NULL AS client,
  NULL AS server,
  u.log AS log,
  coalesce(d.rows, 0) AS rows,
  u.least AS least,
  CASE WHEN coalesce(d.rows, 0) = 0 THEN 'high' ELSE 'medium' END AS level,
  1 AS count
FROM usual AS u
LEFT JOIN days AS d ON d.sensor = u.sensor AND d.log = u.log AND d.day = u.day
WHERE coalesce(d.rows, 0) < u.least * :share
  AND u.first_hour >= :since
  AND u.first_hour < :until
