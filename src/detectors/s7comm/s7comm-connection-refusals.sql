/*---
title: COTP rejects, errors or disconnects
level: medium
attack: [T0814, T0846]
reads: [v_cotp]
needs: [cotp]
params:
  per_minute: {type: integer, default: 10, description: "rejects, errors and disconnect requests of one server to one client within 60 s"}
lookback: 60
settle: 60
dedup: [client, server]
message: "{server} answered {client} with {count} COTP rejects, errors or disconnects, {per_minute} or more within a minute"
triage: Does the client guess rack and slot, or has the PLC run out of connections? Who else talks to it?
falsepositives:
  - An HMI that is configured for another rack or slot, and tries again
  - A PLC whose connections are all in use
tests:
  hit:
    rows:
      - {at: 40, table: cotp_message, client: 10.0.0.9, server: 10.0.0.2, pdu: 8, from_client: 0, every: 3, times: 12}
    expect:
      - {client: 10.0.0.9, server: 10.0.0.2, count: 12}
  quiet, slow, ordinary disconnects of the client:
    rows:
      - {at: 40, table: cotp_message, client: 10.0.0.9, server: 10.0.0.2, pdu: 8, from_client: 0, every: 7, times: 12}
      - {at: 40, table: cotp_message, client: 10.0.0.9, server: 10.0.0.3, pdu: 8, from_client: 1, every: 1, times: 30}
---*/
WITH refused AS (
  SELECT
    m.sensor AS sensor, m.client AS client, m.server AS server, m.ts AS ts,
    count(*) OVER (
      PARTITION BY m.sensor, m.client, m.server ORDER BY m.ts RANGE BETWEEN 60 PRECEDING AND CURRENT ROW
    ) AS so_far
  FROM v_cotp AS m
  WHERE m.pdu IN (5, 7, 8)
    AND m.from_client = 0
    AND m.ts >= :since - 120
    AND m.ts < :until + 60
),
reached AS (
  SELECT
    sensor, client, server, ts,
    max(so_far) OVER (
      PARTITION BY sensor, client, server ORDER BY ts RANGE BETWEEN CURRENT ROW AND 60 FOLLOWING
    ) AS most
  FROM refused
)
SELECT
  ts AS ts_start,
  ts AS ts_end,
  sensor AS sensor,
  client AS client,
  server AS server,
  'cotp' AS protocol,
  0 AS from_client,
  :per_minute AS per_minute,
  1 AS count
FROM reached
WHERE most >= :per_minute
  AND ts >= :since
  AND ts < :until
