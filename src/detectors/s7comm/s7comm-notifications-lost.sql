/*---
title: S7comm-plus notifications that stopped
level: medium
attack: [T0815]
reads: [v_s7comm_plus, v_activity, learned_function]
needs: [baseline, s7comm-plus]
params:
  a_minute: {type: integer, default: 6, description: "notifications that the learned stretch has in its busiest minute at least, so that a silent minute is one"}
  minutes: {type: integer, default: 3, description: "minutes one after the other in which the two talk and the PLC notifies nothing"}
lookback: 600
settle: 300
shows: absence
dedup: [client, server]
message: "{server} notifies {client} of nothing any more, {count|minute} long, while the two go on talking: its subscription was taken away"
triage: Did the client subscribe anew? An HMI that shows old values because nobody tells it of new ones is blind.
falsepositives:
  - A client that went over to polling
tests:
  hit:
    baseline:
      function: [{protocol: s7comm-plus, client: 10.0.0.1, server: 10.0.0.2, function_code: 0, action: other, exchanges: 9000, busiest_minute: 60}]
    rows:
      - {at: 0, protocol: s7comm-plus, kind: push, opcode: 51, client: 10.0.0.1, server: 10.0.0.2, function: 0, every: 1, times: 300}
      - {at: 1, protocol: s7comm-plus, kind: request, opcode: 49, client: 10.0.0.1, server: 10.0.0.2, function: Set Variable, every: 5, times: 120}
    expect:
      - {client: 10.0.0.1, server: 10.0.0.2, count: 5}
  quiet, the notifications go on, the two are silent, and none was learned:
    baseline:
      function: [{protocol: s7comm-plus, client: 10.0.0.1, server: 10.0.0.2, function_code: 0, action: other, exchanges: 9000, busiest_minute: 60}]
    rows:
      - {at: 0, protocol: s7comm-plus, kind: push, opcode: 51, client: 10.0.0.1, server: 10.0.0.2, function: 0, every: 1, times: 300}
      - {at: 1, protocol: s7comm-plus, kind: request, opcode: 49, client: 10.0.0.1, server: 10.0.0.2, function: Set Variable, every: 5, times: 60}
      - {at: 1, protocol: s7comm-plus, kind: request, opcode: 49, client: 10.0.0.1, server: 10.0.0.3, function: Set Variable, every: 5, times: 120}
---*/
-- Notifications have no function of their own: it is stored as 0.
WITH subscribed AS (
  SELECT f.sensor AS sensor, f.client AS client, f.server AS server
  FROM learned_function AS f
  WHERE f.protocol = 's7comm-plus' AND f.function_code = 0
  GROUP BY f.sensor, f.client, f.server
  HAVING max(f.busiest_minute) >= :a_minute
),
minutes AS (
  SELECT
    a.minute AS minute, a.sensor AS sensor, a.client AS client, a.server AS server,
    sum(CASE WHEN a.function_code = 0 THEN a.exchanges ELSE 0 END) AS notifications
  FROM v_activity AS a
  JOIN subscribed AS s ON s.sensor = a.sensor AND s.client = a.client AND s.server = a.server
  WHERE a.protocol = 's7comm-plus'
    AND a.minute >= :since - 600
    AND a.minute < :until + 300
  GROUP BY a.minute, a.sensor, a.client, a.server
),
runs AS (
  SELECT
    minute, sensor, client, server, notifications,
    sum(CASE WHEN notifications = 0 THEN 1 ELSE 0 END) OVER past AS silent_before,
    sum(CASE WHEN notifications > 0 THEN 1 ELSE 0 END) OVER past AS told_before,
    sum(CASE WHEN notifications = 0 THEN 1 ELSE 0 END) OVER next AS silent_after,
    sum(CASE WHEN notifications > 0 THEN 1 ELSE 0 END) OVER next AS told_after
  FROM minutes
  WINDOW
    past AS (
      PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN 120 PRECEDING AND CURRENT ROW
    ),
    next AS (
      PARTITION BY sensor, client, server ORDER BY minute RANGE BETWEEN CURRENT ROW AND 120 FOLLOWING
    )
)
SELECT
  minute AS ts_start, minute + 60 AS ts_end, sensor AS sensor, 's7comm-plus' AS protocol, client AS client,
  server AS server, 1 AS count
FROM runs
WHERE notifications = 0
  AND (
    (silent_before >= :minutes AND told_before = 0)
    OR (silent_after >= :minutes AND told_after = 0)
  )
  AND minute >= :since
  AND minute < :until
