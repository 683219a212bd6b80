/*---
title: Conversation awake after weeks of silence
level: low
attack: [T0848]
reads: [v_activity, v_sequence_hour, learned_channel]
needs: [baseline]
params:
  days: {type: integer, default: 30, description: "days without an exchange of the pair, at most 30"}
  watched: {type: number, default: 0.5, description: share of these days on which the sensor must have seen other traffic}
lookback: 2678400
settle: 3600
dedup: [protocol, client, server]
message: "{client} asks {server} over {protocol} again, {count|exchange} within an hour, after at least {days} days of silence"
triage: Who uses this conversation, and what for? A spare engineering station is as good a way in as a new one.
falsepositives:
  - Yearly maintenance, a standby system that is tried
tests:
  hit, a pair that was silent for 31 days:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.9, server: 10.0.0.2}, {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}]}
    rows:
      - {at: -2590000, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 5}
      - {at: -2591000, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 7200, times: 370}
      - {at: 60000, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 5}
    expect: [{protocol: modbus, client: 10.0.0.9, server: 10.0.0.2, count: 5}]
  quiet, it was there ten days ago, the sensor is new, or nobody knows the pair:
    baseline:
      channel:
        - {protocol: modbus, client: 10.0.0.9, server: 10.0.0.2}
        - {sensor: new, protocol: modbus, client: 10.0.0.9, server: 10.0.0.2}
        - {protocol: modbus, client: 10.0.0.1, server: 10.0.0.2}
    rows:
      - {at: -2591000, client: 10.0.0.1, server: 10.0.0.2, unit: 1, function: 3, every: 7200, times: 370}
      - {at: -864000, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3}
      - {at: 60000, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 5}
      - {sensor: new, at: 60000, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 5}
      - {at: 60000, client: 10.0.0.7, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 5}
  quiet, the sensor was silent as well:
    baseline: {channel: [{protocol: modbus, client: 10.0.0.9, server: 10.0.0.2}]}
    rows:
      - {at: -2590000, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, every: 3600, times: 48}
      - {at: 60000, client: 10.0.0.9, server: 10.0.0.2, unit: 1, function: 3, every: 10, times: 5}
---*/
WITH lately AS (
  SELECT
    a.minute - a.minute % 3600 AS hour, a.sensor AS sensor, a.protocol AS protocol, a.client AS client,
    a.server AS server, min(a.first_ts) AS first_ts, max(a.last_ts) AS last_ts,
    sum(a.exchanges) AS exchanges
  FROM v_activity AS a
  WHERE a.minute >= :since - 86400
    AND a.minute < :until + 3600
  GROUP BY a.minute - a.minute % 3600, a.sensor, a.protocol, a.client, a.server
  HAVING sum(a.exchanges) > 0
),
spaced AS (
  SELECT
    hour, sensor, protocol, client, server, first_ts, last_ts, exchanges,
    hour - lag(hour) OVER (PARTITION BY sensor, protocol, client, server ORDER BY hour) AS pause
  FROM lately
),
-- Hardly any: what was there a day ago is out of the question, and the month before is read for few. DISTINCT keeps
-- SQLite from joining the month before it knows who is learned.
awake AS (
  SELECT DISTINCT
    s.hour AS hour, s.sensor AS sensor, s.protocol AS protocol, s.client AS client, s.server AS server,
    s.first_ts AS first_ts, s.last_ts AS last_ts, s.exchanges AS exchanges
  FROM spaced AS s
  JOIN learned_channel AS c
    ON c.sensor = s.sensor AND c.protocol = s.protocol AND c.client = s.client AND c.server = s.server
  WHERE s.hour >= :since
    AND s.hour < :until
    AND (s.pause IS NULL OR s.pause > 86400)
),
before AS (
  SELECT
    w.hour AS hour, w.sensor AS sensor, w.protocol AS protocol, w.client AS client, w.server AS server,
    sum(CASE WHEN q.protocol = w.protocol AND q.client = w.client AND q.server = w.server THEN 1 ELSE 0 END)
      AS own,
    count(DISTINCT q.hour - q.hour % 86400) AS watched_days, min(q.hour) AS first_hour
  FROM awake AS w
  JOIN v_sequence_hour AS q
    ON q.sensor = w.sensor
    AND q.hour < w.hour
    AND q.hour >= w.hour - :days * 86400
  GROUP BY w.hour, w.sensor, w.protocol, w.client, w.server
)
SELECT
  w.hour AS ts_start,
  w.last_ts AS ts_end,
  w.sensor AS sensor,
  w.protocol AS protocol,
  w.client AS client,
  w.server AS server,
  w.exchanges AS count
FROM awake AS w
JOIN before AS b
  ON b.hour = w.hour
  AND b.sensor = w.sensor
  AND b.protocol = w.protocol
  AND b.client = w.client
  AND b.server = w.server
WHERE b.own = 0
  AND b.watched_days >= :days * :watched
  -- A sensor that is new has no silence to tell of.
  AND b.first_hour < w.hour - :days * 86400 + 86400
