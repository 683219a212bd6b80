/*---
title: DNP3 unsolicited responses disabled
level: high
attack: [T0815, T1691.002]
reads: [v_dnp3, v_activity]
params:
  handshake: {type: number, default: 30, description: "seconds from the beginning of a connection, or from a restart that the outstation reports, in which disabling belongs to the start-up"}
  enable_within: {type: number, default: 60, description: "seconds within which the start-up enables unsolicited responses again"}
lookback: 360
settle: 60
dedup: [client, server]
explains: [new-function]
message: "{client} disabled unsolicited responses of {server} {count|time}, and not as part of its start-up: events are no longer reported as they happen"
triage: Did the master really send it? Look for a second connection or injected segments at that time. Then see that unsolicited responses are enabled again.
falsepositives:
  - A master that polls only, and disables unsolicited responses whenever it connects; a baseline learns that
tests:
  hit in the middle of a connection:
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, every: 10, times: 30}
      - {at: 301, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DISABLE_UNSOLICITED}
      - {at: 305, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: ENABLE_UNSOLICITED}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 1}
  hit on each new connection, never enabled:
    rows:
      - {at: 50, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: ENABLE_UNSOLICITED}
      - {at: 58, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: DISABLE_UNSOLICITED}
      - {at: 70, protocol: dnp3, uid: C2, client: 10.0.0.9, server: 10.0.0.2, function: ENABLE_UNSOLICITED}
      - {at: 75, protocol: dnp3, uid: C2, client: 10.0.0.9, server: 10.0.0.2, function: DISABLE_UNSOLICITED}
    expect:
      - {count: 2}
  hit although the true master enables on its own connection:
    rows:
      - {at: 5, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: DISABLE_UNSOLICITED}
      - {at: 9, protocol: dnp3, uid: C2, client: 10.0.0.1, server: 10.0.0.2, function: ENABLE_UNSOLICITED}
    expect:
      - {client: 10.0.0.9, count: 1}
  quiet at start-up:
    rows:
      - {at: 58, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DISABLE_UNSOLICITED}
      - {at: 59, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ}
      - {at: 63, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: ENABLE_UNSOLICITED}
  quiet after a restart of the outstation:
    rows:
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, every: 10, times: 30}
      - {at: 298, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 32768}
      - {at: 299, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DISABLE_UNSOLICITED, iin: 32768}
      - {at: 301, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: ENABLE_UNSOLICITED}
  quiet where the baseline knows a master that never enables:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function_code: 21, action: alarm, exchanges: 9, busiest_minute: 1}]
    rows:
      - {at: 2, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DISABLE_UNSOLICITED}
---*/
WITH hot AS (
  SELECT a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server
  FROM v_activity AS a
  WHERE a.protocol = 'dnp3'
    AND a.function_code = 21
    AND a.requests > 0
    AND a.minute >= :since
    AND a.minute < :until
  GROUP BY a.minute, a.sensor, a.client, a.server
),
disabled AS (
  SELECT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.uid AS uid,
    m.ts AS ts, m.file AS file, m.line AS line
  FROM hot
  JOIN v_dnp3 AS m
    ON m.ts >= hot.minute
    AND m.ts < hot.minute + 60
    AND m.sensor = hot.sensor
    AND m.client = hot.client
    AND m.server = hot.server
    AND m.function_code = 21
),
-- The connection around it: five minutes back tell whether it is at its beginning.
around AS (
  SELECT
    d.sensor AS sensor, d.client AS client, d.server AS server, d.ts AS ts, d.file AS file, d.line AS line,
    count(*) FILTER (WHERE m.ts < d.ts - :handshake) AS before_handshake,
    count(*) FILTER (WHERE m.ts <= d.ts AND m.ts >= d.ts - :handshake AND m.iin_device_restart = 1) AS restarted,
    count(*) FILTER (WHERE m.ts > d.ts AND m.ts <= d.ts + :enable_within AND m.function_code = 20) AS enabled
  FROM disabled AS d
  JOIN v_dnp3 AS m
    ON m.ts >= d.ts - 360
    AND m.ts <= d.ts + 60
    AND m.sensor = d.sensor
    AND m.uid = d.uid
  GROUP BY d.sensor, d.client, d.server, d.ts, d.file, d.line
),
known AS (
  SELECT f.sensor AS sensor, f.client AS client, f.server AS server, sum(f.exchanges) AS exchanges
  FROM learned_function AS f
  WHERE f.protocol = 'dnp3' AND f.function_code = 21
  GROUP BY f.sensor, f.client, f.server
)
SELECT
  w.ts AS ts_start,
  w.ts AS ts_end,
  w.sensor AS sensor,
  w.client AS client,
  w.server AS server,
  'dnp3' AS protocol,
  'DISABLE_UNSOLICITED' AS function,
  1 AS count
FROM around AS w
LEFT JOIN known
  ON known.sensor = w.sensor AND known.client = w.client AND known.server = w.server
WHERE w.ts >= :since
  AND w.ts < :until
  AND NOT (
    (w.before_handshake = 0 OR w.restarted > 0)
    AND (w.enabled > 0 OR known.exchanges IS NOT NULL)
  )
