/*---
title: Requests that get no answer
level: medium
attack: [T0814, T1691.001]
reads: [v_ot, v_dnp3, v_s7comm, v_activity]
needs: [dnp3.unanswered|s7comm]
params:
  requests: {type: integer, default: 3, description: "unanswered requests of one client to one server within 60 s where no baseline tells"}
lookback: 120
settle: 60
shows: absence
dedup: [protocol, client, server]
message: "{server} left {count|request} of {client} without an answer, {requests} or more within a minute and a tenth of all or more"
triage: Is the controller overloaded, stopped or cut off? Does it answer others?
falsepositives:
  - A controller that is serviced
  - A tap that sees only one direction
tests:
  hit, S7comm jobs and DNP3 requests:
    rows:
      - {at: 5, protocol: s7comm, kind: request, rosctr: 1, client: 10.0.0.9, server: 10.0.0.2, function: Read Variable, every: 15, times: 4}
      - {at: 1, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Read Variable, every: 5, times: 9}
      - {at: 5, protocol: dnp3, log: otsift_dnp3, kind: request, client: 10.0.0.9, server: 10.0.0.3, unit: 9, function: READ, every: 15, times: 4}
      - {at: 1, protocol: dnp3, log: otsift_dnp3, client: 10.0.0.9, server: 10.0.0.3, unit: 9, function: READ, every: 5, times: 9}
    expect:
      - {protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, count: 4}
      - {protocol: dnp3, client: 10.0.0.9, server: 10.0.0.3, count: 4}
  quiet, two, few of many, never an answer, dnp3.log (which loses answers), Modbus, and where a baseline tells:
    rows:
      - {at: 1, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Read Variable, every: 5, times: 99}
      - {at: 5, protocol: s7comm, kind: request, rosctr: 1, client: 10.0.0.9, server: 10.0.0.2, function: Read Variable, every: 15, times: 2}
      - {at: 1, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.4, function: Read Variable, every: 0.5, times: 200}
      - {at: 5, protocol: s7comm, kind: request, rosctr: 1, client: 10.0.0.9, server: 10.0.0.4, function: Read Variable, every: 15, times: 4}
      - {at: 5, protocol: s7comm, kind: request, rosctr: 1, client: 10.0.0.9, server: 10.0.0.5, function: Read Variable, every: 5, times: 40}
      - {at: 1, protocol: dnp3, client: 10.0.0.9, server: 10.0.0.3, function: READ, every: 5, times: 9}
      - {at: 5, protocol: dnp3, kind: request, client: 10.0.0.9, server: 10.0.0.3, function: READ, every: 15, times: 4}
      - {at: 1, client: 10.0.0.9, server: 10.0.0.2, function: 3, every: 5, times: 9}
      - {at: 5, kind: request, client: 10.0.0.9, server: 10.0.0.2, function: 3, every: 5, times: 9}
  quiet, a baseline has its own detector:
    baseline: {channel: [{protocol: s7comm, client: 10.0.0.1, server: 10.0.0.2}]}
    rows:
      - {at: 1, protocol: s7comm, client: 10.0.0.9, server: 10.0.0.2, function: Read Variable, every: 5, times: 9}
      - {at: 5, protocol: s7comm, kind: request, rosctr: 1, client: 10.0.0.9, server: 10.0.0.2, function: Read Variable, every: 15, times: 4}
---*/
-- dnp3.log has no row for most requests that were not answered, and one for the last of each connection.
-- Confirmations and requests without acknowledgement are never answered (IEEE 1815-2012, clause 4).
WITH doubtful AS (
  SELECT a.minute AS minute, a.sensor AS sensor, a.protocol AS protocol, a.client AS client, a.server AS server
  FROM v_activity AS a
  WHERE a.protocol IN ('dnp3', 's7comm')
    AND NOT EXISTS (SELECT 1 FROM learned_channel)
    AND a.minute >= :since - 120
    AND a.minute < :until + 60
  GROUP BY a.minute, a.sensor, a.protocol, a.client, a.server
  HAVING sum(a.responses) > 0
    AND (sum(a.requests) - sum(a.responses)) * 10 >= sum(a.requests)
    AND sum(a.requests) > sum(a.responses)
),
unanswered AS (
  SELECT
    m.ts AS ts, d.sensor AS sensor, 'dnp3' AS protocol, d.client AS client, d.server AS server
  FROM doubtful AS d
  JOIN v_dnp3 AS m
    ON m.ts >= d.minute
    AND m.ts >= :since - 120
    AND m.ts < :until + 120
    AND m.ts < d.minute + 60
    AND m.sensor = d.sensor
    AND m.client = d.client
    AND m.server = d.server
    AND m.kind = 'request'
    AND m.log = 'otsift_dnp3'
    AND m.function_code NOT IN (0, 6, 8, 10, 12, 33)
    AND m.unit < 65533
  WHERE d.protocol = 'dnp3'
  UNION ALL
  SELECT
    m.ts AS ts, d.sensor AS sensor, 's7comm' AS protocol, d.client AS client, d.server AS server
  FROM doubtful AS d
  JOIN v_s7comm AS m
    ON m.ts >= d.minute
    AND m.ts >= :since - 120
    AND m.ts < :until + 120
    AND m.ts < d.minute + 60
    AND m.sensor = d.sensor
    AND m.client = d.client
    AND m.server = d.server
    AND m.kind = 'request'
    AND m.rosctr = 1
  WHERE d.protocol = 's7comm'
),
so_far AS (
  SELECT
    ts, sensor, protocol, client, server,
    count(*) OVER (
      PARTITION BY sensor, protocol, client, server ORDER BY ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS within
  FROM unanswered
),
reached AS (
  SELECT
    ts, sensor, protocol, client, server,
    max(within) OVER (
      PARTITION BY sensor, protocol, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS most
  FROM so_far
)
SELECT
  ts AS ts_start, ts AS ts_end, sensor AS sensor, protocol AS protocol, client AS client, server AS server,
  'request' AS kind, 1 AS count
FROM reached
WHERE most >= :requests
  AND ts >= :since
  AND ts < :until
