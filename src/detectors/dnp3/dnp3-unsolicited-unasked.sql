/*---
title: DNP3 unsolicited response that was switched off
level: medium
attack: [T1692.002]
reads: [v_dnp3, v_activity]
params:
  within: {type: integer, default: 3600, description: "seconds for which a switching off is remembered"}
lookback: 3660
settle: 0
dedup: [client, server]
message: "{server} sent {count|unsolicited response} to {client} although that had switched them off and not on again; perhaps the outstation does not obey, or somebody else reports for it"
triage: Does the outstation report its points the same when it is polled? Look for a second connection at that time.
falsepositives:
  - A master that switches only some classes off
tests:
  hit:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DISABLE_UNSOLICITED, iin: 0}
      - {at: 100, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: UNSOLICITED_RESPONSE, kind: unsolicited, reply: 130, iin: 0, every: 10, times: 2}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 2}
  hit, in the course of a connection that was opened after it:
    rows:
      - {at: 0, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: DISABLE_UNSOLICITED, iin: 0}
      - {at: 100, protocol: dnp3, uid: C2, client: 10.0.0.9, server: 10.0.0.2, function: READ, iin: 0}
      - {at: 110, protocol: dnp3, uid: C2, client: 10.0.0.9, server: 10.0.0.2, function: UNSOLICITED_RESPONSE, kind: unsolicited, reply: 130, iin: 0}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 1}
  quiet, the announcement with which a new connection begins:
    rows:
      - {at: 0, protocol: dnp3, uid: C1, client: 10.0.0.9, server: 10.0.0.2, function: DISABLE_UNSOLICITED, iin: 0}
      - {at: 100, protocol: dnp3, uid: C2, client: 10.0.0.9, server: 10.0.0.2, function: UNSOLICITED_RESPONSE, kind: unsolicited, reply: 130, iin: 0}
      - {at: 101, protocol: dnp3, uid: C2, client: 10.0.0.9, server: 10.0.0.2, function: ENABLE_UNSOLICITED, iin: 0}
  quiet, on again, under way, refused, restarted, and never switched off:
    rows:
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: DISABLE_UNSOLICITED, iin: 0}
      - {at: 50, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: ENABLE_UNSOLICITED, iin: 0}
      - {at: 100, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.2, function: UNSOLICITED_RESPONSE, kind: unsolicited, reply: 130, iin: 0}
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.3, function: DISABLE_UNSOLICITED, iin: 0}
      - {at: 3, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.3, function: UNSOLICITED_RESPONSE, kind: unsolicited, reply: 130, iin: 0}
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.4, function: DISABLE_UNSOLICITED, iin: 1, outcome: 1}
      - {at: 90, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.4, function: UNSOLICITED_RESPONSE, kind: unsolicited, reply: 130, iin: 0}
      - {at: 0, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.5, function: DISABLE_UNSOLICITED, iin: 0}
      - {at: 90, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.5, function: UNSOLICITED_RESPONSE, kind: unsolicited, reply: 130, iin: 32768}
      - {at: 90, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.6, function: UNSOLICITED_RESPONSE, kind: unsolicited, reply: 130, iin: 0}
---*/
-- A restarted outstation (IIN1.7) reports once whatever it was told before (IEEE 1815-2012, clause 5).
WITH switched AS (
  SELECT DISTINCT a.sensor AS sensor, a.client AS client, a.server AS server
  FROM v_activity AS a
  WHERE a.protocol = 'dnp3'
    AND a.function_code = 21
    AND a.minute >= :since - 3720
    AND a.minute < :until
),
event AS (
  SELECT
    m.ts AS ts, m.sensor AS sensor, m.client AS client, m.server AS server, m.uid AS uid, m.file AS file,
    m.line AS line,
    CASE
      WHEN m.function_code = 21 AND m.refused IS NULL THEN 'off'
      WHEN m.function_code IN (13, 14, 20) OR m.iin_device_restart = 1 THEN 'on'
      WHEN m.function_code = 130 AND m.kind = 'unsolicited' THEN 'report'
    END AS what
  FROM v_dnp3 AS m
  -- Not a join: each of many pairs would walk through all messages.
  WHERE (m.sensor, m.client, m.server) IN (
      SELECT s.sensor AS sensor, s.client AS client, s.server AS server FROM switched AS s
    )
    AND m.ts >= :since - 3660
    AND m.ts < :until
),
remembered AS (
  SELECT
    ts, sensor, client, server, what,
    max(CASE WHEN what = 'off' THEN ts END) OVER past AS off_ts,
    max(CASE WHEN what = 'on' THEN ts END) OVER past AS on_ts,
    lag(ts) OVER (PARTITION BY sensor, client, server, uid ORDER BY ts, file, line) AS spoken_ts
  FROM event
  WINDOW past AS (
    PARTITION BY sensor, client, server ORDER BY ts, file, line
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  )
)
SELECT
  ts AS ts_start, ts AS ts_end, sensor AS sensor, client AS client, server AS server,
  130 AS function_code, 1 AS count
FROM remembered
WHERE what = 'report'
  -- What was under way is no disobedience.
  AND off_ts < ts - 10
  AND off_ts >= ts - :within
  AND coalesce(on_ts, 0) < off_ts
  -- Outstations announce themselves at the beginning of a connection.
  AND spoken_ts >= ts - 3600
  AND ts >= :since
  AND ts < :until
