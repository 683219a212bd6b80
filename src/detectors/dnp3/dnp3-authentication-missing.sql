/*---
title: DNP3 commands without the authentication of before
level: high
attack: [T0830, T1692.001]
reads: [v_dnp3, v_activity]
needs: [baseline, dnp3]
lookback: 120
settle: 120
dedup: [client, server]
message: "{client} commands {server} without authentication, {count|time} ({function} among them), while the baseline knows the two to authenticate each other"
triage: Was secure authentication switched off, or does somebody speak who has no key? Which of the commands did the outstation obey?
falsepositives:
  - A return to unauthenticated operation during maintenance
tests:
  hit:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function_code: 32, action: auth, exchanges: 90}]
    rows:
      - {at: 5, protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function: DIRECT_OPERATE}
      - {at: 6, protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function: READ, every: 10, times: 5}
    expect:
      - {client: 10.0.0.1, server: 10.0.0.2, function: DIRECT_OPERATE, count: 1}
  quiet, authenticated, never authenticated, and reads:
    baseline:
      channel: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, exchanges: 500}]
      function: [{protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function_code: 32, action: auth, exchanges: 90}]
    rows:
      - {at: 5, protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function: DIRECT_OPERATE}
      - {at: 6, protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function: AUTHENTICATE_REQ}
      - {at: 600, protocol: dnp3, client: 10.0.0.1, server: 10.0.0.2, function: READ, every: 10, times: 5}
      - {at: 5, protocol: dnp3, client: 10.0.0.1, server: 10.0.0.3, function: DIRECT_OPERATE}
---*/
-- A challenge is answered, or a session key set, within the minute of the command or the ones beside it.
WITH secured AS (
  SELECT DISTINCT f.sensor AS sensor, f.client AS client, f.server AS server
  FROM learned_function AS f
  WHERE f.protocol = 'dnp3' AND f.function_code IN (32, 33)
),
proven AS (
  SELECT DISTINCT a.sensor AS sensor, a.client AS client, a.server AS server, a.minute AS minute
  FROM v_activity AS a
  WHERE a.protocol = 'dnp3'
    AND a.function_code IN (32, 33)
    AND a.minute >= :since - 120
    AND a.minute < :until + 120
)
SELECT
  min(a.first_ts) AS ts_start,
  max(a.last_ts) AS ts_end,
  a.sensor AS sensor,
  a.client AS client,
  a.server AS server,
  a.function_code AS function_code,
  a.function AS function,
  sum(a.exchanges) AS count
FROM v_activity AS a
JOIN secured AS s ON s.sensor = a.sensor AND s.client = a.client AND s.server = a.server
LEFT JOIN proven AS p
  ON p.sensor = a.sensor
  AND p.client = a.client
  AND p.server = a.server
  AND p.minute >= a.minute - 60
  AND p.minute <= a.minute + 60
WHERE a.protocol = 'dnp3'
  AND a.action IN ('write', 'control', 'restart', 'mode', 'config', 'file')
  AND a.minute >= :since
  AND a.minute < :until
  AND p.minute IS NULL
GROUP BY a.minute, a.sensor, a.client, a.server, a.function_code, a.function
